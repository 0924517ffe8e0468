import { setTimeout as sleep } from 'node:timers/promises'
import type { NamedFault } from './fault.js'
import type { Outcome } from './table.js'

/** So many at a time: most of a story is waiting. */
const LONGEST_MS = 90_000
const SIDE_BY_SIDE = 2
const SIDE_BY_SIDE_IN_CI = 4

/** Runs faults, several at once where they do not disturb each other; `print` hears of each as it ends. */
export async function runAll(faults: readonly NamedFault[], print: (outcome: Outcome) => void): Promise<Outcome[]> {
  const outcomes = new Map<NamedFault, Outcome>()
  const isCi = process.argv.includes('--ci')

  async function runOne(fault: NamedFault): Promise<void> {
    const outcome = await outcomeOf(fault)
    outcomes.set(fault, outcome)
    print(outcome)
  }

  async function runFrom(queue: NamedFault[]): Promise<void> {
    for (let fault = queue.shift(); fault !== undefined; fault = queue.shift()) await runOne(fault)
  }

  // In CI all run side by side, the long ones first.
  const long = faults.filter(({ alone }) => isCi && alone === true)
  const together = [...long, ...faults.filter(({ alone }) => alone !== true)]
  const apart = faults.filter(({ alone }) => !isCi && alone === true)
  await Promise.all(Array.from({ length: isCi ? SIDE_BY_SIDE_IN_CI : SIDE_BY_SIDE }, () => runFrom(together)))
  await runFrom(apart)
  // A busy machine has a second chance, with nothing else of ours beside.
  await runFrom(faults.filter((fault) => outcomes.get(fault)?.isSlow === true))
  return faults.flatMap((fault) => outcomes.get(fault) ?? [])
}

async function outcomeOf(fault: NamedFault): Promise<Outcome> {
  const start = performance.now()
  const seconds = (): number => (performance.now() - start) / 1_000
  try {
    const line = await Promise.race([fault.tell(), tooLate()])
    const isSlow = line.failures.length === 0 && line.slow.length > 0
    return { fault, line, failures: [...line.failures, ...line.slow], isSlow, seconds: seconds() }
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { fault, line: undefined, failures: [text], isSlow: false, seconds: seconds() }
  }
}

/** What hangs is a failure too; the processes of the story end with this one. */
async function tooLate(): Promise<never> {
  await sleep(LONGEST_MS, undefined, { ref: false })
  throw new Error(`It took longer than ${LONGEST_MS / 1_000} s.`)
}
