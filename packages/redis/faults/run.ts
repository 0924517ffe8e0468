// `npm run test:faults`: every named fault, on real servers and processes. `-- --ci`: the most telling ones, counts and bounds
// only. `-- <name>...`: these. `-- --markdown`: the table of docs/reliability.md.
import { FAULTS } from './all.js'
import { removeAppModules } from './app-module.js'
import type { NamedFault } from './fault.js'
import { runAll } from './schedule.js'
import { heading, lineOf, markdown, type Outcome } from './table.js'

const options = process.argv.slice(2).filter((text) => text.startsWith('--'))
const names = process.argv.slice(2).filter((text) => !text.startsWith('--'))
const unknown = names.filter((name) => FAULTS.every((fault) => fault.name !== name))
if (unknown.length > 0) {
  console.error(`No such fault: ${unknown.join(', ')}. There are: ${FAULTS.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}

const start = performance.now()
const isVerbose = options.includes('--verbose')
console.log(heading())
const outcomes = await runAll(FAULTS.filter(isChosen), print)
await removeAppModules()
const failed = outcomes.filter(({ failures }) => failures.length > 0)
console.log(
  `${outcomes.length - failed.length} of ${outcomes.length} passed, ${((performance.now() - start) / 1_000).toFixed(0)} s`,
)
if (options.includes('--markdown')) console.log(`\n${markdown(outcomes)}`)
process.exit(failed.length > 0 ? 1 : 0)

function isChosen({ name, inCi }: NamedFault): boolean {
  if (names.length > 0) return names.includes(name)
  return inCi === true || !options.includes('--ci')
}

function print(outcome: Outcome): void {
  console.log(lineOf(outcome))
  if (isVerbose) for (const note of outcome.line?.notes ?? []) console.log(`    ${note}`)
}
