// `npx tsx benchmarks/redis.ts [calls ...] [--quick]`: what a reserve and a settle over Redis cost, beside one INCRBY and others.
import { pathToFileURL } from 'node:url'
import type { Benchmark } from './harness/alone.js'
import { workingTree } from './harness/build.js'
import { printSection, printTargets, type Section } from './harness/sections.js'
import { expressPart } from './redis/express.js'
import { arenaParts, measurePart } from './redis/parts.js'

/** `redis-calls` and so on. Each has a server of its own. */
export const redisBenchmarks: Readonly<Record<string, Benchmark>> = {
  ...Object.fromEntries(
    arenaParts.map((part): [string, Benchmark] => [
      `redis-${part}`,
      (trees, isQuick) => measurePart(part, trees, isQuick),
    ]),
  ),
  'redis-express': expressPart,
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runAlone()

async function runAlone(): Promise<void> {
  const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'))
  const sections: Section[] = []
  for (const [name, benchmark] of Object.entries(redisBenchmarks)) {
    if (wanted.length > 0 && !wanted.includes(name.replace('redis-', ''))) continue
    const measured = await benchmark([workingTree], process.argv.includes('--quick'))
    measured.forEach(printSection)
    sections.push(...measured)
  }
  printTargets(sections)
}
