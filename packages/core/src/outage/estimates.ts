import { type Clock, steadyMs } from '../clock.js'
import { type Named, nameOf } from '../store/record-table.js'
import { LATE_MS, type Reservation, type Settlement, type SettleReply } from '../store/store.js'
import type { HandOver, Load } from './hand-over.js'
import type { LocalShare } from './local-share.js'
import type { Outbox } from './outbox.js'
import type { Charged } from './tally.js'

/** Estimates that the truth can still find; one that comes beyond is handed over with the rest, and is final if the truth is less. */
const MOST_ESTIMATES = 10_000

/**
 * What was admitted without the store and settled by an estimate: each is handed over as a reservation of its own, which the store can
 * correct once the truth is told.
 */
export interface Estimates {
  add(reservation: Reservation, charges: readonly number[]): void
  /** So much of it is known to be used: its estimate, should its lease end before it is settled. */
  observe(reservation: Reservation, charges: readonly number[]): void
  /** The truth came first: nothing is left to be corrected. */
  forget(reservation: Named): void
  /** Whether it is out of the local share, so that the truth has to follow it. */
  has(reservation: Named): boolean
  settle(reservation: Named, settlement: Settlement): SettleReply
  /** Takes all that wait out of the local share. */
  takeAll(): void
  /** What the store has not confirmed; it is not handed over any more. */
  drain(): Iterable<Charged>
}

export interface EstimatesOptions {
  readonly handOver: HandOver
  readonly outbox: Outbox
  readonly local: LocalShare
  readonly clock: Clock
}

interface Observed {
  readonly reservation: Reservation
  readonly charges: readonly number[]
}

interface Estimate extends Observed {
  /** What of it still counted when it was taken out of the local share. */
  load: Load | undefined
  truth: readonly number[] | undefined
  /** The store has the estimate, and may be told the truth until then. */
  until: number | undefined
}

export function estimates({ handOver, outbox, local, clock }: EstimatesOptions): Estimates {
  const all = new Map<string, Estimate>()
  /** Those that are still in the local share. */
  const waiting = new Set<string>()
  const observed = new Map<string, Observed>()

  async function send(name: string): Promise<boolean> {
    const estimate = all.get(name)
    const load = estimate === undefined ? undefined : loadOf(name, estimate)
    if (estimate === undefined || load === undefined) return !waiting.has(name)
    const { truth } = estimate
    if (!(await handOver.send(load, (charges) => settlementOf(estimate, load.amounts, charges)))) return false
    if (estimate.until === undefined) handOver.done(load)
    estimate.until ??= steadyMs(clock) + LATE_MS
    // It may have come while the estimate was under way.
    if (estimate.truth !== truth) return send(name)
    if (truth !== undefined) all.delete(name)
    return true
  }

  function loadOf(name: string, estimate: Estimate): Load | undefined {
    if (!waiting.has(name)) return estimate.load
    const { reservation } = estimate
    const partitions = handOver.ready(reservation.partitions)
    if (partitions === undefined) return undefined
    waiting.delete(name)
    const amounts = local.takeEstimate(reservation)
    if (amounts.some((amount) => amount > 0)) estimate.load = handOver.load(partitions, amounts)
    else all.delete(name)
    return estimate.load
  }

  /** Those that the store has had for as long as it can correct them. */
  function sweep(): void {
    const now = steadyMs(clock)
    for (const [name, { until }] of all) {
      if (until === undefined || until > now) break
      all.delete(name)
    }
  }

  function add(reservation: Reservation, charges: readonly number[]): void {
    sweep()
    const name = nameOf(reservation)
    observed.delete(name)
    if (all.size >= MOST_ESTIMATES) return
    all.set(name, { reservation, charges, load: undefined, truth: undefined, until: undefined })
    waiting.add(name)
    outbox.add(keyOf(name), () => send(name))
  }

  function estimateEnded(): void {
    for (const { reservation, charges } of observed.values()) {
      if (!local.hasEnded(reservation)) continue
      local.settle(reservation, { charges, estimated: true, failed: false })
      add(reservation, charges)
    }
  }

  return {
    add,
    observe(reservation, charges) {
      if (observed.size >= MOST_ESTIMATES || charges.every((units) => units === 0)) return
      observed.set(nameOf(reservation), { reservation, charges })
    },
    forget(reservation) {
      const name = nameOf(reservation)
      observed.delete(name)
      if (waiting.delete(name)) all.delete(name)
    },
    has(reservation) {
      if (all.size > 0) sweep()
      return all.size > 0 && all.get(nameOf(reservation))?.load !== undefined
    },
    settle(reservation, { charges, estimated }) {
      const name = nameOf(reservation)
      const estimate = all.get(name)
      const now = clock.now()
      if (estimate === undefined || estimate.truth !== undefined || estimated) return { kind: 'already', now }
      estimate.truth = charges
      outbox.add(keyOf(name), () => send(name))
      return { kind: 'corrected', now }
    },
    takeAll() {
      estimateEnded()
      for (const name of waiting) {
        const estimate = all.get(name)
        if (estimate !== undefined) loadOf(name, estimate)
      }
    },
    *drain() {
      for (const estimate of all.values()) {
        const { load, until } = estimate
        if (load === undefined) continue
        const { charges } = settlementOf(estimate, load.amounts, load.granted?.charges ?? load.amounts)
        const told = until === undefined ? [] : (load.granted?.charges ?? [])
        yield { partitions: load.partitions, charges: charges.map((units, i) => Math.max(0, units - (told[i] ?? 0))) }
      }
      all.clear()
      waiting.clear()
      observed.clear()
    },
  }
}

function settlementOf(
  { charges: estimated, truth }: Estimate,
  taken: readonly number[],
  charges: readonly number[],
): Settlement {
  if (truth === undefined) return { charges, estimated: true, failed: false }
  const corrected = truth.map((units, i) => correctedTo(units, estimated[i] ?? 0, taken[i] ?? 0, charges[i] ?? 0))
  return { charges: corrected, estimated: false, failed: false }
}

/** What no longer counted when it was handed over is not charged by the truth either. */
function correctedTo(truth: number, estimated: number, taken: number, charged: number): number {
  return estimated > 0 && charged === 0 ? 0 : Math.max(0, truth - (estimated - taken))
}

function keyOf(name: string): string {
  return `estimate ${name}`
}
