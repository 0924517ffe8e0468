import { type Clock, steadyMs } from '../clock.js'
import type { StoreError } from '../errors.js'
import type { Quota } from '../store/quota.js'
import type { OutageMode } from './when-store-fails.js'

/** Sums by counter, in internal units. */
export type Units = Readonly<Record<string, number>>

/** What one outage was. */
export interface OutageReport {
  readonly degradedMs: number
  /** Requests admitted without the store. */
  readonly admitted: number
  /** Requests and raises turned away for want of it. */
  readonly refused: number
  /** What was admitted: the amounts held. */
  readonly units: Units
}

/** The same over all outages, the present one included. */
export interface OutageTotals extends OutageReport {
  readonly isDegraded: boolean
  readonly outages: number
  /** Settlements that never reached the store. */
  readonly dropped: number
}

/** Those who want to know of outages. */
export interface OutageListener {
  degraded(mode: OutageMode): void
  recovered(report: OutageReport): void
  /** A call failed, and its caller was not told: it was answered in another way. */
  bridged(during: 'reserve' | 'settle', cause: StoreError): void
  /** Never settled: there were too many, or the limiter was closed first. */
  dropped(settlements: number, units: Units): void
}

/** Amounts of partitions, one a quota over all of them in order. */
export interface Charged {
  readonly partitions: readonly { readonly quotas: readonly Quota[] }[]
  readonly charges: readonly number[]
}

/** Counts what is done without the store, and tells of it. */
export interface Tally {
  degraded(): void
  recovered(): void
  admitted(held: Charged): void
  raised(more: Charged): void
  refused(): void
  /** What charges nothing is no loss. */
  dropped(settlements: readonly Charged[]): void
  totals(): OutageTotals
}

interface Counts {
  admitted: number
  refused: number
  readonly units: Map<string, number>
}

const nothing = (): Counts => ({ admitted: 0, refused: 0, units: new Map() })

export function tallyFor(listener: OutageListener, mode: OutageMode, clock: Clock): Tally {
  const all = nothing()
  let current = nothing()
  let since: number | undefined
  let outages = 0
  let pastMs = 0
  let lost = 0

  const lastedMs = (): number => (since === undefined ? 0 : steadyMs(clock) - since)

  function raised(more: Charged): void {
    for (const { units } of [all, current]) addUnits(units, more)
  }

  return {
    degraded() {
      outages += 1
      since = steadyMs(clock)
      current = nothing()
      listener.degraded(mode)
    },
    recovered() {
      const report = reportOf(current, lastedMs())
      pastMs += report.degradedMs
      since = undefined
      listener.recovered(report)
    },
    admitted(held) {
      for (const counts of [all, current]) counts.admitted += 1
      raised(held)
    },
    raised,
    refused() {
      for (const counts of [all, current]) counts.refused += 1
    },
    dropped(settlements) {
      const losses = settlements.filter(({ charges }) => charges.some((amount) => amount > 0))
      if (losses.length === 0) return
      const units = new Map<string, number>()
      for (const charged of losses) addUnits(units, charged)
      lost += losses.length
      listener.dropped(losses.length, Object.fromEntries(units))
    },
    totals: () => ({ ...reportOf(all, pastMs + lastedMs()), isDegraded: since !== undefined, outages, dropped: lost }),
  }
}

function reportOf({ admitted, refused, units }: Counts, degradedMs: number): OutageReport {
  return { degradedMs, admitted, refused, units: Object.fromEntries(units) }
}

function addUnits(sums: Map<string, number>, { partitions, charges }: Charged): void {
  let index = 0
  for (const { quotas } of partitions) {
    for (const { counter } of quotas) {
      const amount = charges[index] ?? 0
      index += 1
      if (amount > 0) sums.set(counter, (sums.get(counter) ?? 0) + amount)
    }
  }
}
