// `npm run bench`: all benchmarks, our targets, and whether they are met.
// `npm run bench -- limiter memory`: only these. `npm run bench -- --against main`: the packages of a git ref beside ours.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { arch, cpus, loadavg, platform } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Benchmark } from './harness/alone.js'
import { type SourceTree, workingTree } from './harness/build.js'
import { isMet, printSection, printTargets, type Section } from './harness/sections.js'
import { withSources } from './harness/worktree.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const { values, positionals } = parseArgs({ options: { against: { type: 'string' } }, allowPositionals: true })
const isWanted = (name: string): boolean => positionals.length === 0 || positionals.includes(name)

if (!existsSync(`${here}node_modules/rate-limiter-flexible`)) installPeers()
const { limiterBenchmark } = await import('./limiter.js')
const { expressBenchmark } = await import('./express.js')
const { memoryBenchmark } = await import('./memory.js')
const benchmarks: Readonly<Record<string, Benchmark>> = {
  limiter: limiterBenchmark,
  express: expressBenchmark,
  memory: memoryBenchmark,
}

printMachine()
const { against } = values
const sections =
  against === undefined
    ? await runAll([workingTree])
    : await withSources(against, (tree) => runAll([workingTree, tree]))
const areTokensMet = !isWanted('tokens') || runTokens()
printTargets(sections)
if (!areTokensMet) console.log('  tokens: MISSED, see above')
if (!areTokensMet || sections.some(({ rows }) => !rows.every(isMet))) process.exitCode = 1

async function runAll(trees: readonly SourceTree[]): Promise<Section[]> {
  const all: Section[] = []
  for (const [name, benchmark] of Object.entries(benchmarks)) {
    if (!isWanted(name)) continue
    const measured = await benchmark(trees)
    measured.forEach(printSection)
    all.push(...measured)
  }
  return all
}

/** Peers are not part of the project's own install. */
function installPeers(): void {
  execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' })
}

/** Prints its own table and has targets of other kinds, so its exit code says whether they are met. */
function runTokens(): boolean {
  const file = ['tokens.ts', 'tokens.mjs'].map((name) => here + name).find(existsSync)
  if (file === undefined) return true
  return spawnSync(process.execPath, [...process.execArgv, file], { stdio: 'inherit' }).status === 0
}

function printMachine(): void {
  const [cpu] = cpus()
  const load = loadavg()[0]?.toFixed(1)
  console.log(`Node ${process.versions.node}, ${platform()} ${arch()}, ${cpus().length} x ${cpu?.model}, load ${load}`)
}
