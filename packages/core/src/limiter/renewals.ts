import type { Clock } from '../clock.js'

/** Of a lease, so that one renewal may be lost and one come late. */
const PER_LEASE = 3

/**
 * Renews all open responses of a limiter, three times a lease, with one timer, which runs only while there are any; with one for each
 * response where a timer goes with its request.
 */
export interface Renewals<Item> {
  add(item: Item): () => void
  stop(): void
}

export function renewals<Item>(clock: Clock, leaseMs: number, renew: (item: Item) => Promise<void>): Renewals<Item> {
  const everyMs = Math.floor(leaseMs / PER_LEASE)
  const open = new Set<Item>()
  const alone = new Set<() => void>()
  let cancel: (() => void) | undefined

  function tick(): void {
    cancel = undefined
    for (const item of open) void renew(item)
    schedule()
  }

  function schedule(): void {
    if (open.size > 0) cancel ??= clock.setTimer(tick, everyMs)
  }

  function renewAlone(item: Item): () => void {
    let cancelNext = (): void => {}
    const stop = (): void => {
      cancelNext()
      alone.delete(stop)
    }
    const next = (): void => {
      cancelNext = clock.setTimer(() => {
        void renew(item)
        next()
      }, everyMs)
    }
    alone.add(stop)
    next()
    return stop
  }

  return {
    add(item) {
      if (clock.isPerRequest === true) return renewAlone(item)
      open.add(item)
      schedule()
      return () => void open.delete(item)
    },
    stop() {
      cancel?.()
      cancel = undefined
      open.clear()
      for (const stopOne of alone) stopOne()
    },
  }
}
