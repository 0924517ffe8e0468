// `npm run bench`: all benchmarks, our targets, and whether they are met.
// `npm run bench -- limiter memory`: only these; `redis` is all whose names begin with `redis-`. `--quick`: fewer rounds, where
// a benchmark has a short form. `npm run bench -- --against main`: the packages of a git ref beside ours.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { arch, cpus, loadavg, platform } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Benchmark } from './harness/alone.js'
import { type SourceTree, workingTree } from './harness/build.js'
import { installPeers } from './harness/peers.js'
import { isMet, printSection, printTargets, type Section } from './harness/sections.js'
import { withSources } from './harness/worktree.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const { values, positionals } = parseArgs({
  options: { against: { type: 'string' }, quick: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const isWanted = (name: string): boolean =>
  positionals.length === 0 || positionals.some((wanted) => name === wanted || name.startsWith(`${wanted}-`))

installPeers()
const { limiterBenchmark } = await import('./limiter.js')
const { expressBenchmark } = await import('./express.js')
const { frameworksBenchmark } = await import('./frameworks.js')
const { memoryBenchmark } = await import('./memory.js')
const { meteredFetchBenchmark } = await import('./metered-fetch.js')
const { redisBenchmarks } = await import('./redis.js')
const benchmarks: Readonly<Record<string, Benchmark>> = {
  limiter: limiterBenchmark,
  express: expressBenchmark,
  frameworks: frameworksBenchmark,
  memory: memoryBenchmark,
  'metered-fetch': meteredFetchBenchmark,
  ...redisBenchmarks,
}

printMachine()
const { against } = values
const sections =
  against === undefined
    ? await runAll([workingTree])
    : await withSources(against, (tree) => runAll([workingTree, tree]))
const missed = ['tokens', 'overspend'].filter((name) => isWanted(name) && !runApart(name))
printTargets(sections)
for (const name of missed) console.log(`  ${name}: MISSED, see above`)
if (missed.length > 0 || sections.some(({ rows }) => !rows.every(isMet))) process.exitCode = 1

async function runAll(trees: readonly SourceTree[]): Promise<Section[]> {
  const all: Section[] = []
  for (const [name, benchmark] of Object.entries(benchmarks)) {
    if (!isWanted(name)) continue
    const measured = await benchmark(trees, values.quick)
    measured.forEach(printSection)
    all.push(...measured)
  }
  return all
}

/** Prints its own tables and has targets of other kinds, so its exit code says whether they are met. */
function runApart(name: string): boolean {
  const file = ['ts', 'mjs'].map((kind) => `${here}${name}.${kind}`).find(existsSync)
  if (file === undefined) return true
  return spawnSync(process.execPath, [...process.execArgv, file], { stdio: 'inherit' }).status === 0
}

function printMachine(): void {
  const [cpu] = cpus()
  const load = loadavg()[0]?.toFixed(1)
  console.log(`Node ${process.versions.node}, ${platform()} ${arch()}, ${cpus().length} x ${cpu?.model}, load ${load}`)
}
