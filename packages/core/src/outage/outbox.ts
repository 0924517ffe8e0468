import { type Clock, steadyMs } from '../clock.js'
import { sharedTimer } from '../shared-timer.js'

/** Jobs under way at a time: the store has just come back. */
const AT_ONCE = 8
const RETRY_MS = 1_000
/** Where work goes with its request: one that has run for so long, past every deadline, went. */
const LOST_MS = 30_000
/** Share of the wait that chance adds. */
const JITTER = 0.25

/** Something the store has to be told; resolves to whether that is done, and rejects when the store failed. */
export type Job = () => Promise<boolean>

/** What the store is still to be told: a few at a time, each again until it is done. */
export interface Outbox {
  /** A job that is under way runs once more afterwards. */
  add(key: string, job: Job): void
  delete(key: string): void
  /** Goes on at once with all that waits. */
  wake(): void
  /** One last attempt, of `ms` at most; then nothing is sent any more. */
  finish(ms: number): Promise<void>
}

export interface OutboxOptions {
  readonly clock: Clock
  /** From 0 to below 1. */
  readonly random: () => number
  /** Whether the store is worth asking. */
  readonly isOpen: () => boolean
}

export function outbox({ clock, random, isOpen }: OutboxOptions): Outbox {
  const jobs = new Map<string, Job>()
  const ready = new Set<string>()
  const later = new Set<string>()
  /** By when it began. */
  const underway = new Map<string, number>()
  const retry = sharedTimer(clock, wake)
  let whenIdle: (() => void) | undefined
  let isPaused = false
  let isStopped = false

  function pump(): void {
    for (const key of ready) {
      if (isStopped || isPaused || underway.size >= AT_ONCE || !(isOpen() || whenIdle !== undefined)) break
      if (underway.has(key)) continue
      ready.delete(key)
      void run(key)
    }
    if (underway.size === 0) whenIdle?.()
  }

  async function run(key: string): Promise<void> {
    underway.set(key, steadyMs(clock))
    const isDone = await tried(jobs.get(key))
    underway.delete(key)
    if (isDone && !ready.has(key)) jobs.delete(key)
    if (!isDone) {
      ready.delete(key)
      if (jobs.has(key)) later.add(key)
      retryLater()
    }
    pump()
  }

  async function tried(job: Job | undefined): Promise<boolean> {
    try {
      return job === undefined || (await job())
    } catch {
      // The others would fail in the same way.
      isPaused = true
      return false
    }
  }

  function retryLater(): void {
    if (isStopped || whenIdle !== undefined) return
    retry.set(Math.ceil(RETRY_MS * (1 + JITTER * random())))
  }

  function wake(): void {
    retry.cancel()
    isPaused = false
    for (const key of later) ready.add(key)
    later.clear()
    pump()
  }

  function takeUpLost(): void {
    const before = steadyMs(clock) - LOST_MS
    for (const [key, since] of underway) {
      if (since >= before) continue
      underway.delete(key)
      ready.add(key)
    }
  }

  return {
    add(key, job) {
      if (clock.isPerRequest === true) takeUpLost()
      retry.check()
      jobs.set(key, job)
      if (later.has(key)) return
      ready.add(key)
      pump()
    },
    delete(key) {
      for (const keys of [jobs, ready, later]) keys.delete(key)
    },
    wake,
    async finish(ms) {
      await new Promise<void>((resolve) => {
        const cancel = clock.setTimer(resolve, ms)
        whenIdle = () => {
          cancel()
          resolve()
        }
        wake()
      })
      isStopped = true
    },
  }
}
