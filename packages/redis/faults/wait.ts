import { setTimeout as sleep } from 'node:timers/promises'

/** Asks until the answer is true; an error counts as "not yet". */
export async function waitUntil(what: string, ask: () => Promise<boolean>, withinMs = 20_000): Promise<void> {
  const until = performance.now() + withinMs
  while (!(await ask().catch(() => false))) {
    if (performance.now() > until) throw new Error(`Waited ${withinMs} ms until ${what}, in vain.`)
    await sleep(20)
  }
}

/** Does something again and again for a while. */
export async function repeat(
  forMs: number,
  everyMs: number,
  work: (round: number) => Promise<unknown>,
): Promise<number> {
  const until = performance.now() + forMs
  let round = 0
  for (; performance.now() < until; round += 1) {
    await work(round)
    await sleep(everyMs)
  }
  return round
}
