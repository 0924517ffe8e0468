import { type Granted, MAX_REPEATS, type Offer, type Repeat } from '@llm-limit/core'
import type { LedgerRecord } from './ledger-record.js'
import type { LedgerView } from './view.js'

/** Rule 4. */
export function chargesOf(
  { places }: LedgerView,
  offer: Offer,
  weight: number,
  factor: number,
  tokens: number,
): number[] {
  return places.map(({ quota }, i) => {
    const { fixed = 0, perOutputToken = 0 } = offer.charges[i] ?? {}
    const scale = quota.scaled ? Math.ceil((weight * factor) / 1000) : 1000
    return Math.ceil((scale * (fixed + perOutputToken * tokens)) / 1000)
  })
}

/** Rule 16: what stays held of a grant. */
export function holdOf(view: LedgerView, offer: Offer, weight: number, { repeatFactor, output }: Granted): number[] {
  return chargesOf(view, offer, weight, repeatFactor, Math.min(offer.output.hold, output))
}

/** Quotas that bind a call: one that does only while another is nearly full is asked before the call is counted. */
export function bindingOf({ places }: LedgerView, used: readonly number[]): boolean[] {
  return places.map(({ quota: { onlyWhile } }) => {
    if (onlyWhile === undefined) return true
    const limit = places[onlyWhile.quota]?.quota.limit ?? 0
    return Math.floor(((used[onlyWhile.quota] ?? 0) * 1000) / limit) >= onlyWhile.share
  })
}

/** Rule 13. */
export function factorOf(home: LedgerRecord, repeat: Repeat | undefined, now: number): number {
  if (repeat === undefined) return 1000
  const row = home.repeats.find(({ fingerprint, until }) => fingerprint === repeat.fingerprint && until > now)
  return repeat.factors[Math.min(row?.count ?? 0, repeat.factors.length - 1)] ?? 1000
}

export function countRepeat(home: LedgerRecord, { fingerprint, windowMs }: Repeat, now: number): void {
  home.repeats = home.repeats.filter(({ until }) => until > now)
  const known = home.repeats.find((row) => row.fingerprint === fingerprint)
  if (known !== undefined) {
    known.count += 1
    return
  }
  if (home.repeats.length >= MAX_REPEATS) {
    const first = home.repeats.reduce((least, row) => (row.until < least.until ? row : least))
    home.repeats = home.repeats.filter((row) => row !== first)
  }
  home.repeats.push({ fingerprint, count: 1, until: now + windowMs })
}

/** Rule 26. */
export function uncountRepeat(home: LedgerRecord, fingerprint: number | undefined): void {
  const row = home.repeats.find((each) => each.fingerprint === fingerprint)
  if (row === undefined) return
  row.count -= 1
  home.repeats = home.repeats.filter(({ count }) => count > 0)
}
