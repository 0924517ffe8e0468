import type { Clock } from './clock.js'
import { NOT_REFUSED, type Snapshot, UNKNOWN } from './snapshot.js'

/** Holds the snapshot, tells of each new one, and counts its wait down while somebody listens. */
export interface SnapshotStore {
  readonly subscribe: (listener: () => void) => () => void
  readonly snapshot: () => Snapshot
  update(change: Partial<Omit<Snapshot, 'waitSeconds'>>): void
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

export function snapshotStore(clock: Clock): SnapshotStore {
  const listeners = new Set<() => void>()
  let current = UNKNOWN
  let stopTimer: (() => void) | undefined

  function become(next: Snapshot): void {
    const isNew = !isSame(next, current)
    if (isNew) current = next
    setTimer()
    if (isNew) for (const tell of [...listeners]) tell()
  }

  function tick(): void {
    become(countedDown(current, clock.now()))
  }

  function setTimer(): void {
    stopTimer?.()
    stopTimer = undefined
    if (listeners.size === 0 || current.waitsUntil === undefined) return
    stopTimer = clock.setTimer(tick, untilNextTick(current.waitsUntil - clock.now()))
  }

  return {
    subscribe(listener) {
      const tell = (): void => listener()
      listeners.add(tell)
      if (listeners.size === 1) tick()
      return () => {
        listeners.delete(tell)
        if (listeners.size === 0) setTimer()
      }
    },
    snapshot() {
      // With listeners only a tick changes it, so that all readers of one moment see the same.
      if (listeners.size === 0) tick()
      return current
    },
    update: (change) => become(countedDown({ ...current, ...change }, clock.now())),
  }
}

/** Each second; of waits beyond an hour, each minute. */
function untilNextTick(leftMs: number): number {
  const stepMs = leftMs > HOUR_MS ? MINUTE_MS : SECOND_MS
  return leftMs % stepMs || stepMs
}

/** When the wait is over, the refusal is too. */
function countedDown(snapshot: Snapshot, now: number): Snapshot {
  const { waitsUntil } = snapshot
  if (waitsUntil !== undefined && now >= waitsUntil) return { ...snapshot, ...NOT_REFUSED, waitSeconds: undefined }
  return { ...snapshot, waitSeconds: waitsUntil && Math.ceil((waitsUntil - now) / SECOND_MS) }
}

/** All begin as `UNKNOWN`, so their members come in one order. */
function isSame(one: Snapshot, other: Snapshot): boolean {
  const others = Object.values(other)
  return Object.values(one).every((value, i) => value === others[i])
}
