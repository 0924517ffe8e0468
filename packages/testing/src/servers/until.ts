import { setTimeout as sleep } from 'node:timers/promises'

const WITHIN_MS = 10_000

/** Asks every `everyMs` until the answer is true. An error counts as "not yet", and is the cause when time is up. */
export async function until(what: string, ask: () => boolean | Promise<boolean>, everyMs = 5): Promise<void> {
  const deadline = performance.now() + WITHIN_MS
  let cause: unknown
  for (;;) {
    try {
      if (await ask()) return
      cause = undefined
    } catch (error) {
      cause = error
    }
    if (performance.now() > deadline) throw new Error(`Waited ${WITHIN_MS} ms until ${what}, in vain.`, { cause })
    await sleep(everyMs)
  }
}

/** Waits until something holds for each. */
export async function untilEach<T>(
  all: readonly T[],
  what: string,
  holds: (one: T) => Promise<boolean>,
  everyMs = 10,
): Promise<void> {
  await Promise.all(all.map((one) => until(what, () => holds(one), everyMs)))
}
