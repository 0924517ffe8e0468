import { MAX_LEASES, MAX_REPEATS, offerList, type Repeat, type ReserveCall } from '@llm-limit/core'
import { chargesOf, type Fit, firstFit, scaleOf } from './fit.js'
import type { ReferenceRecord, RepeatRow } from './reference-record.js'
import type { ReferenceRefused } from './replies.js'
import { usedIn, type View } from './view.js'

export interface Admission extends Fit {
  readonly kind: 'admitted'
  readonly repeatFactor: number
  /** To be held, one a quota. */
  readonly holds: readonly bigint[]
}

/** Rules 12 to 16 for an id that is not known. Writes nothing. */
export function decide(view: View, call: ReserveCall): Admission | ReferenceRefused {
  const { now, home, places } = view
  const { factor, until } = factorOf(home.repeats, call.repeat, now)
  const refused = { kind: 'refused', now, repeatFactor: factor, repeatUntil: until } as const
  if (home.leases.length >= MAX_LEASES) return { ...refused, reason: 'leases' }
  const quotas = places.map((place) => place.quota)
  const scales = quotas.map((quota) => scaleOf(quota, call.weight, factor))
  const own = quotas.map(() => 0n)
  const fit = firstFit({ offers: offerList(call.offers), quotas, used: usedIn(view), own, scales, rung: home.rung })
  if (fit === undefined) return { ...refused, reason: 'quota' }
  const holds = chargesOf(fit.offer, scales, Math.min(fit.offer.output.hold, fit.output))
  return { kind: 'admitted', ...fit, repeatFactor: factor, holds }
}

/** Rule 13, on admission. */
export function countRepeat(home: ReferenceRecord, repeat: Repeat, now: number): void {
  const live = home.repeats.filter((row) => row.until > now)
  const counted = live.find((row) => row.fingerprint === repeat.fingerprint)
  if (counted !== undefined) {
    home.repeats = live.map((row) => (row === counted ? { ...row, count: row.count + 1 } : row))
    return
  }
  const kept = live.length < MAX_REPEATS ? live : withoutFirstToEnd(live)
  home.repeats = [...kept, { fingerprint: repeat.fingerprint, count: 1, until: now + repeat.windowMs }]
}

/** Rule 26. */
export function uncountRepeat(home: ReferenceRecord, fingerprint: number | undefined): void {
  home.repeats = home.repeats
    .map((row) => (row.fingerprint === fingerprint ? { ...row, count: row.count - 1 } : row))
    .filter((row) => row.count > 0)
}

function withoutFirstToEnd(rows: readonly RepeatRow[]): RepeatRow[] {
  const first = Math.min(...rows.map((row) => row.until))
  const gone = rows.findIndex((row) => row.until === first)
  return rows.filter((_, index) => index !== gone)
}

/** The factor of the next admission and when it falls back to the first one; 0 when it is the first. */
function factorOf(
  rows: readonly RepeatRow[],
  repeat: Repeat | undefined,
  now: number,
): { readonly factor: number; readonly until: number } {
  if (repeat === undefined) return { factor: 1_000, until: 0 }
  const row = rows.find((each) => each.fingerprint === repeat.fingerprint && each.until > now)
  const [first = 1_000] = repeat.factors
  const factor = repeat.factors[Math.min(row?.count ?? 0, repeat.factors.length - 1)] ?? first
  return { factor, until: row === undefined || factor === first ? 0 : row.until }
}
