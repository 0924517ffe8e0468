/** At least this much CPU time a turn. */
const TURN_US = 20_000

/** What was done in a turn. */
export interface Work {
  readonly cpuNs: number
  readonly operations: number
}

/**
 * The contestant's side of turns. `batch` works for a few ms and says how many operations it did.
 * CPU time of the process is measured, not wall time: whoever else uses the machine is not in it, our own garbage collection is.
 */
export function serveTurns(batch: () => number | Promise<number>): void {
  process.on('message', () => {
    void turn(batch).then(tell, (failure: unknown) => {
      console.error(failure)
      process.exit(1)
    })
  })
  tell({ cpuNs: 0, operations: 0 })
}

async function turn(batch: () => number | Promise<number>): Promise<Work> {
  const start = process.cpuUsage()
  let operations = 0
  for (;;) {
    operations += await batch()
    const { user, system } = process.cpuUsage(start)
    if (user + system >= TURN_US) return { cpuNs: (user + system) * 1000, operations }
  }
}

function tell(work: Work): void {
  process.send?.(work)
}
