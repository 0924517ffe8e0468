import type { Clock } from '../clock.js'

const EVERY_MS = 20_000

/** Renews all open responses of a limiter with one timer, which runs only while there are any. */
export interface Renewals<Item> {
  add(item: Item): () => void
  stop(): void
}

export function renewals<Item>(clock: Clock, renew: (item: Item) => Promise<void>): Renewals<Item> {
  const open = new Set<Item>()
  let cancel: (() => void) | undefined

  function tick(): void {
    cancel = undefined
    for (const item of open) void renew(item)
    schedule()
  }

  function schedule(): void {
    if (open.size > 0) cancel ??= clock.setTimer(tick, EVERY_MS)
  }

  return {
    add(item) {
      open.add(item)
      schedule()
      return () => void open.delete(item)
    },
    stop() {
      cancel?.()
      cancel = undefined
      open.clear()
    },
  }
}
