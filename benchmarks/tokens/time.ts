/**
 * Milliseconds of processor time: waiting for a busy machine is not in it. What else runs on the same core still shows,
 * and only ever adds, so the fastest run says what the code can do.
 */
export function timed(runs: number, work: () => void): Timed {
  return timedInTurn(runs, work, () => undefined)[0]
}

export interface Timed {
  readonly fastest: number
  readonly median: number
}

/** Two works, run for run in turn: what the engine or a neighbour does meanwhile meets both. */
export function timedInTurn(runs: number, one: () => void, other: () => void): readonly [Timed, Timed] {
  const pairs = Array.from({ length: runs }, () => [processorMsOf(one), processorMsOf(other)] as const)
  return [summary(pairs.map(([first]) => first)), summary(pairs.map(([, second]) => second))]
}

function summary(times: readonly number[]): Timed {
  const sorted = [...times].sort((a, b) => a - b)
  return { fastest: sorted[0] ?? 0, median: sorted[Math.floor(times.length / 2)] ?? 0 }
}

function processorMsOf(work: () => void): number {
  const start = processorMs()
  work()
  return processorMs() - start
}

/**
 * The longest time in ms between two turns of the event loop while `work` ran, and the processor time of the whole. Of each turn the
 * lesser of wall and processor time counts: the one includes waiting for a busy machine, the other what other threads do meanwhile.
 */
export async function longestPause(
  work: () => Promise<unknown>,
): Promise<{ readonly pause: number; readonly total: number }> {
  let pause = 0
  let running = true
  const start = processorMs()
  let last = { wall: performance.now(), processor: start }
  const tick = (): void => {
    const now = { wall: performance.now(), processor: processorMs() }
    pause = Math.max(pause, Math.min(now.wall - last.wall, now.processor - last.processor))
    last = now
    if (running) setImmediate(tick)
  }
  setImmediate(tick)
  await work()
  running = false
  return { pause, total: processorMs() - start }
}

function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e3
}
