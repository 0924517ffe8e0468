const ROUNDS = 7

export interface Patience {
  /** Below it no further try is made. */
  readonly goalMs: number
  readonly tries: number
}

/** What a body of 1 MB may take. */
const BODY: Patience = { goalMs: 10, tries: 20 }

/**
 * CPU time of one piece of work in ms, each time on a new input: the least of a few medians, up to the first that reaches the goal, since a busy
 * machine slows some of them, not all.
 */
export function timeOf<Input>(
  make: () => Input,
  work: (input: Input) => void,
  { goalMs, tries }: Patience = BODY,
): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < tries && least >= goalMs; i += 1) least = Math.min(least, medianOf(make, work))
  return least
}

function medianOf<Input>(make: () => Input, work: (input: Input) => void): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const input = make()
    const start = process.cpuUsage()
    work(input)
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1_000
  })
  return times.sort((a, b) => a - b)[(ROUNDS - 1) / 2] ?? 0
}
