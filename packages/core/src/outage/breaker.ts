import { type Clock, steadyMs } from '../clock.js'
import { StoreError } from '../errors.js'

/** Failures in a row after which the store is left alone. */
const MOST_FAILURES = 3
const FIRST_DELAY_MS = 100
const LONGEST_DELAY_MS = 800
/** Share of a delay that chance adds, so that processes do not ask in step: at most a second in all. */
const JITTER = 0.25
/** For so long a store that has answered a probe, and no call yet, is trusted with one failure only. */
const PROBATION_MS = 10_000
/**
 * A probe that is late by so much will not come: on workers a timer goes with the request that set it.
 * https://developers.cloudflare.com/workers/runtime-apis/context/#waituntil
 */
const OVERDUE_MS = 1_000

export interface BreakerOptions {
  readonly clock: Clock
  /** From 0 to below 1. */
  readonly random: () => number
  /** Rejects while the store cannot be used, after so many ms at the latest. */
  readonly probe: () => Promise<unknown>
  readonly probeMs: number
  readonly whenDegraded: () => void
  readonly whenRecovered: () => void
}

/** Whether the store is asked. One probe at a time runs from the first failure until something succeeds. */
export interface Breaker {
  /** Nothing has failed since the last success. */
  readonly isWell: boolean
  /** The store is left alone until a probe succeeds; where probes do not come, the next call is one. */
  readonly isOpen: boolean
  /** For how long the store has been failing; one that fails right after its probe has been failing all the time. */
  readonly failingMs: number
  /** Why the store is left alone. */
  readonly refusal: StoreError
  /** Counts recoveries: what was asked before the last one says nothing any more. */
  readonly epoch: number
  succeeded(): void
  failed(error: StoreError, epoch: number): void
  stop(): void
}

export function breaker({ clock, random, probe, probeMs, whenDegraded, whenRecovered }: BreakerOptions): Breaker {
  let failures = 0
  let refusal: StoreError | undefined
  let epoch = 0
  let since = 0
  let delays = 0
  let isRelapse = false
  let trustedFrom = Number.NEGATIVE_INFINITY
  let overdueAt = 0
  let cancelProbe: (() => void) | undefined
  let isStopped = false

  function isOverdue(): boolean {
    return steadyMs(clock) >= overdueAt
  }

  function failed(error: StoreError, sentIn: number): void {
    if (sentIn !== epoch || isStopped) return
    failures += 1
    if (failures === 1) degrade()
    else if (isOverdue()) expectProbe(0)
    if (failures >= MOST_FAILURES || isRelapse)
      refusal ??= new StoreError('The store failed, and is left alone until it answers a probe.', { cause: error })
  }

  function degrade(): void {
    const now = steadyMs(clock)
    isRelapse = now < trustedFrom
    if (!isRelapse) {
      since = now
      delays = 0
    }
    whenDegraded()
    probeLater()
  }

  function recover(trustedIn: number): void {
    failures = 0
    refusal = undefined
    epoch += 1
    trustedFrom = steadyMs(clock) + trustedIn
    cancelProbe?.()
    cancelProbe = undefined
    whenRecovered()
  }

  function probeLater(): void {
    const delayMs = Math.ceil(Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** delays) * (1 + JITTER * random()))
    delays += 1
    expectProbe(delayMs)
    cancelProbe = clock.setTimer(() => void probeNow(), delayMs)
  }

  function expectProbe(delayMs: number): void {
    overdueAt = steadyMs(clock) + delayMs + probeMs + OVERDUE_MS
  }

  async function probeNow(): Promise<void> {
    const sentIn = epoch
    const failure = await probe().then(
      () => undefined,
      (cause) => new StoreError('The store did not answer a probe.', { cause }),
    )
    if (sentIn !== epoch || isStopped) return
    if (failure === undefined) return recover(PROBATION_MS)
    failed(failure, sentIn)
    probeLater()
  }

  return {
    get isWell() {
      return failures === 0
    },
    get isOpen() {
      return refusal !== undefined && !isOverdue()
    },
    get failingMs() {
      return steadyMs(clock) - since
    },
    get refusal() {
      return refusal ?? new StoreError('The store failed.')
    },
    get epoch() {
      return epoch
    },
    succeeded() {
      if (refusal !== undefined && !isOverdue()) return
      if (failures > 0) recover(0)
      else trustedFrom = Number.NEGATIVE_INFINITY
    },
    failed,
    stop() {
      isStopped = true
      cancelProbe?.()
    },
  }
}
