import { type BillTotal, totalOf, type UserBill } from './bill.js'
import type { Counter } from './counters.js'
import { atMost, type Entry, equal, none } from './entries.js'
import type { Ledger } from './ledger.js'
import type { Overrun } from './overrun.js'

/** All that was written down about the hour: by limiter, store, model and browsers. */
export interface Records {
  /** Calls that were made. */
  readonly calls: number
  readonly ledger: Ledger
  readonly counters: readonly Counter[]
  readonly audit: AuditRecord
  readonly bill: readonly UserBill[]
  /** Calls that the model is still at. */
  readonly openCalls: number
  /** Responses by their status. */
  readonly statuses: Readonly<Record<number, number>>
}

export interface AuditRecord {
  readonly admissions: number
  readonly open: number
  readonly corrections: number
  readonly aboveCeiling: number
  readonly highestPercent: number
  readonly overruns: readonly Overrun[]
}

/** The books balance when every entry holds. */
export function booksOf(records: Records): Entry[] {
  return [...used(records), ...charged(records), ...promised(records), ...ended(records)]
}

/** `used` of the ledger is what the model billed. */
function used({ ledger, bill }: Records): Entry[] {
  const billed = totalOf(bill)
  const entry = (what: string, unit: 'tokens' | 'nanoUsd', field: keyof Ledger['used']): Entry =>
    equal(what, unit, [ledger.used[field], 'used, by the ledger'], [billed[field], 'billed by the model'])
  return [
    entry('input tokens', 'tokens', 'inputTokens'),
    entry('output tokens', 'tokens', 'outputTokens'),
    entry('money', 'nanoUsd', 'nanoUsd'),
  ]
}

/** `charged` of the ledger is what the counters say, and each counter is the bill of its user: no factor applies in this hour. */
function charged({ ledger, counters, bill }: Records): Entry[] {
  const lasting = counters.filter(({ unit }) => unit !== 'concurrency')
  const names = new Set(lasting.map(nameOf))
  const totals = [...names].map((name) => {
    const same = lasting.filter((counter) => nameOf(counter) === name)
    const counted = same.reduce((sum, { used }) => sum + used, 0)
    const unit = same[0]?.unit === 'nanoUsd' ? 'nanoUsd' : 'tokens'
    const charged = ledger.charged.get(name) ?? 0
    return equal(name, unit, [charged, 'charged, by the ledger'], [counted, 'in the counters'])
  })
  const wrong = lasting.filter(({ user, unit, used }) => used !== unitsOf(billTo(user, bill), unit))
  return [...totals, none('counters that differ from what was billed for their user', wrong.length)]
}

function nameOf({ tier, quota }: Counter): string {
  return `${tier} ${quota}`
}

function billTo(user: string, bill: readonly UserBill[]): BillTotal {
  return totalOf(bill.filter((line) => line.user === user))
}

function unitsOf({ inputTokens, outputTokens, nanoUsd }: BillTotal, unit: string): number {
  return unit === 'nanoUsd' ? nanoUsd : inputTokens + outputTokens
}

/** Percent of a budget that no reservation may pass: where the ladder ends. */
const HARD_CEILING = 120

function promised({ audit: { highestPercent, aboveCeiling, overruns } }: Records): Entry[] {
  const broken = overruns.reduce((sum, overrun) => sum + overrun.broken, 0)
  return [
    atMost(
      'budget in use',
      'percent',
      [highestPercent, 'most after any admission'],
      [HARD_CEILING, 'the hard ceiling'],
    ),
    ...overruns.map(({ quota, beyondCeiling, bound }) => {
      const unit = quota.startsWith('usd') ? 'nanoUsd' : 'tokens'
      const spent = [beyondCeiling, 'truly spent beyond it'] as const
      return atMost(`${quota}, ceiling`, unit, spent, [bound, 'the bound: used beyond held'])
    }),
    none('admissions that left a quota above its ceiling', aboveCeiling),
    none('budgets overrun beyond their own bound', broken),
  ]
}

function ended({ calls, ledger, bill, counters, audit, openCalls, statuses }: Records): Entry[] {
  const { 200: served = 0, 429: refused = 0 } = statuses
  const billed = totalOf(bill).calls
  const concurrent = counters.filter(({ unit }) => unit === 'concurrency').reduce((sum, { used }) => sum + used, 0)
  const inexact = ledger.estimated + audit.corrections + ledger.released
  return [
    equal('admissions', 'calls', [audit.admissions, 'seen at the store'], [billed, 'billed by the model']),
    equal('answers', 'calls', [served, 'got by the browsers'], [billed, 'billed by the model']),
    equal('refusals', 'calls', [refused, 'got by the browsers'], [ledger.refused, 'in the ledger']),
    equal('both together', 'calls', [served + refused, 'got by the browsers'], [calls, 'made']),
    none('reservations left open', audit.open),
    none('concurrent calls left counted', concurrent),
    none('calls that the model is still at', openCalls),
    none('calls settled by estimate, twice, or not at all', inexact),
  ]
}
