import { ID_TTL_MS, LATE_MS, type ReserveCall, type Settlement, type SettleReply } from '@llm-limit/core'
import type { LedgerLease, LedgerRecord } from './ledger-record.js'
import type { LedgerView } from './view.js'

export function openLease({ home, now }: LedgerView, id: string): LedgerLease | undefined {
  return home.leases.find((lease) => lease.id === id && lease.end > now)
}

/** Rule 11. */
export function isClosed({ home, now }: LedgerView, { id, issuedAt }: ReserveCall): boolean {
  return issuedAt < now - ID_TTL_MS || issuedAt < home.floor || isRemembered(home, id, now)
}

/** Rules 22 to 25. */
export function settledAs(view: LedgerView, id: string, { estimated }: Settlement): SettleReply['kind'] {
  const { home, now } = view
  if (openLease(view, id) !== undefined) return 'settled'
  const row = home.late.find((each) => each.id === id && each.until > now)
  if (row !== undefined) return row.isEstimated && estimated ? 'already' : 'corrected'
  const ended = home.leases.find((each) => each.id === id)
  if (ended !== undefined && ended.end + LATE_MS > now) return 'corrected'
  return isRemembered(home, id, now) ? 'already' : 'marked'
}

function isRemembered({ marks, late, leases }: LedgerRecord, id: string, now: number): boolean {
  if (marks.some((each) => each.id === id && each.at + ID_TTL_MS > now)) return true
  return late.some((each) => each.id === id) || leases.some((each) => each.id === id && each.end <= now)
}
