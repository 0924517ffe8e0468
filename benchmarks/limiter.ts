// `npx tsx benchmarks/limiter.ts`: CPU time of one reserve + settle, beside what others take for one consume.
import { limiterPeers, OURS, UNION } from './contestants/names.js'
import { type Scenario, scenarios } from './contestants/scenario.js'
import { runAlone } from './harness/alone.js'
import { bundle, type SourceTree } from './harness/build.js'
import { median } from './harness/median.js'
import type { Section } from './harness/sections.js'
import { ratio, takeTurns } from './harness/turns.js'

const TITLES: Readonly<Record<Scenario, string>> = {
  'one-key': 'reserve + settle, 4 quotas, one key',
  'random-keys': 'reserve + settle, 4 quotas, 100,000 keys at random',
  ladder: 'reserve + settle, 4 quotas, 8 keys at 90 to 110 %',
}

export async function limiterBenchmark(trees: readonly SourceTree[]): Promise<Section[]> {
  const files = await Promise.all(trees.map((tree) => bundle('limiter', tree)))
  const sections: Section[] = []
  for (const scenario of scenarios) sections.push(await measure(scenario, trees, files))
  return sections
}

async function measure(scenario: Scenario, trees: readonly SourceTree[], files: readonly string[]): Promise<Section> {
  const ours = trees.map(({ label }, i) => ({ name: label, file: files[i] ?? '', arguments: [scenario, OURS] }))
  const peers = limiterPeers.map((name) => ({ name, file: files[0] ?? '', arguments: [scenario, name] }))
  const rounds = await takeTurns([...ours, ...peers])
  const rows = [...rounds].map(([name, costs]) => ({
    name,
    value: median(costs),
    ratio: ratio(rounds, name, UNION),
    ...(name === OURS ? { below: 1 } : {}),
  }))
  return { title: TITLES[scenario], unit: 'ns', peer: UNION, rows }
}

await runAlone(import.meta.url, limiterBenchmark)
