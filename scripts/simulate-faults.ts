// `npm run simulate:faults -- 50000`: so many seeds of the real engine under virtual time, with faults that mend and lose nothing.
// `npm run simulate:faults -- 5000 --failover`: with servers that lose writes. `-- 20000 123`: from seed 123 on.
// `npm run simulate:faults -- 1 123 --history`: one seed, message by message.
// `npm run simulate:faults -- --bugs`: plants one bug after the other and fails when a seed does not find it (scripts/simulation-bugs).
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import {
  type CampaignReport,
  drawScenario,
  type Failure,
  type Mode,
  simulate,
} from '../packages/testing/src/simulation/index.js'
import { findBugs } from './simulation-bugs/find-bugs.js'
import { runShares } from './simulation-shares.js'

const REGRESSIONS = new URL('../packages/testing/src/simulation/regressions/', import.meta.url)

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'))
const words = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const mode: Mode = flags.includes('--failover') ? 'failover' : 'liveness'
const [seeds = 20_000, from = 1] = words.map(Number)

if (flags.includes('--bugs')) await runBugs()
else if (flags.includes('--history')) await printHistory()
else await shareOut()

/** One process a core, each with seeds of its own. */
async function shareOut(): Promise<void> {
  const processes = Math.min(availableParallelism(), seeds)
  console.log(`${seeds} seeds from ${from} on, ${mode}, in ${processes} processes`)
  const start = performance.now()
  const reports = await runShares({ mode, from, seeds }, processes, printFailure)
  const seconds = (performance.now() - start) / 1_000
  const ran = reports.reduce((sum, report) => sum + report.ran, 0)
  printCounts(reports)
  const failures = reports.flatMap(({ failure }) => (failure === undefined ? [] : [failure]))
  const found = failures.length === 0 ? 'no violation' : `${failures.length} seeds with a violation`
  console.log(`\n${found} in ${ran} seeds; ${Math.round(ran / seconds)} seeds a second`)
  if (failures.length > 0) process.exitCode = 1
}

async function runBugs(): Promise<void> {
  if (!(await findBugs(words))) process.exitCode = 1
}

async function printHistory(): Promise<void> {
  const { history, violation } = await simulate(drawScenario(from, mode), { isTold: true })
  console.log(history.join('\n'))
  if (violation !== undefined) process.exitCode = 1
}

/** What was exercised: a fault that never happens proves nothing. */
function printCounts(reports: readonly CampaignReport[]): void {
  const sums = new Map<string, number>()
  for (const { counts } of reports)
    for (const [what, times] of Object.entries(counts)) sums.set(what, (sums.get(what) ?? 0) + times)
  const width = Math.max(0, ...[...sums.keys()].map((what) => what.length))
  for (const [what, times] of [...sums].sort()) console.log(`${what.padEnd(width)}  ${times}`)
}

function printFailure({ seed, invariant, what, scenario, history }: Failure): void {
  const file = new URL(`${mode}-${seed}.json`, REGRESSIONS)
  writeFileSync(file, `${JSON.stringify({ invariant, what, scenario }, null, 2)}\n`)
  console.log(`\nSeed ${seed} breaks ${invariant}: ${what}`)
  console.log(`Written to ${fileURLToPath(file)}. The shortest history that shows it:`)
  const { requests, fates, ...rest } = scenario
  console.log(JSON.stringify(rest))
  for (const request of requests) console.log(JSON.stringify(request))
  console.log(history.join('\n'))
}
