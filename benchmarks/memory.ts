// `npx tsx benchmarks/memory.ts`: heap of one subject with four quotas, after it has called.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { OURS, UNION } from './contestants/names.js'
import { runAlone } from './harness/alone.js'
import { bundle, type SourceTree } from './harness/build.js'
import type { Section } from './harness/sections.js'

/** The second is not a target: what it costs to remember when within an hour a subject has called. */
const CASES = [
  { title: 'memory of a subject, 4 quotas, 1 call, 1,000,000 subjects', subjects: 1_000_000, calls: 1, below: 0.25 },
  { title: 'memory of a subject, 4 quotas, 8 calls in an hour, 100,000 subjects', subjects: 100_000, calls: 8 },
] as const

export async function memoryBenchmark(trees: readonly SourceTree[]): Promise<Section[]> {
  const files = await Promise.all(trees.map((tree) => bundle('memory', tree)))
  const sections: Section[] = []
  for (const { title, subjects, calls, ...target } of CASES) {
    const union = await weigh(files[0] ?? '', UNION, subjects, calls)
    const rows = [{ name: UNION, value: union, ratio: 1 }]
    for (const [i, { label }] of trees.entries()) {
      const value = await weigh(files[i] ?? '', OURS, subjects, calls)
      rows.push({ name: label, value, ratio: value / union, ...(label === OURS ? target : {}) })
    }
    sections.push({ title, unit: 'bytes', peer: UNION, rows })
  }
  return sections
}

async function weigh(file: string, name: string, subjects: number, calls: number): Promise<number> {
  const execArgv = ['--expose-gc', '--max-old-space-size=8192']
  const child = fork(file, [name, String(subjects), String(calls)], { execArgv })
  const [weight] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  const { bytes, known } = Object(weight)
  if (known !== 1_000) throw new Error(`${name} was to know all subjects, but knows ${known} of 1,000.`)
  return Number(bytes)
}

await runAlone(import.meta.url, memoryBenchmark)
