import type { LogCall } from '../log/log-call.js'
import { type Count, countRefused, countServed, countSpent, noCount, type ServedFacts } from './count.js'
import type { MoneyBooks } from './money-books.js'
import type { Money, Report, UserReport, UsersReport } from './report.js'
import { retryAfterBands } from './retry-after.js'
import { type UserCount, type Users, usersUpTo } from './users.js'

const HOUR_MS = 3_600_000
const WORST_HIT = 10

interface Hour {
  readonly startMs: number
  readonly count: Count
  sentHere: number
}

/** Where one request is counted. */
export type Bins = readonly Count[]

/** Counts what becomes of requests: in all, by hour, tier and user. Grows with hours, tiers and users, never with requests. */
export class Findings {
  readonly users: Users
  readonly #total = noCount()
  readonly #tiers = new Map<string, Count>()
  readonly #hours = new Map<number, Hour>()
  readonly #reasons = new Map<string, number>()
  readonly #retryAfter = retryAfterBands()
  #lastHour: Hour = { startMs: Number.NaN, count: noCount(), sentHere: 0 }

  constructor(mostUsers: number) {
    this.users = usersUpTo(mostUsers)
  }

  unmade({ atMs }: LogCall, user: UserCount): void {
    for (const count of [this.#total, this.#hourOf(atMs).count, user.count]) count.unmade += 1
  }

  /** @returns where what it costs is to be counted. */
  served({ atMs }: LogCall, user: UserCount, tier: string, facts: ServedFacts): Bins {
    const bins = this.#binsOf(atMs, user, tier)
    for (const count of bins) countServed(count, facts)
    return bins
  }

  spent(bins: Bins, nanoUsd: number): void {
    for (const count of bins) countSpent(count, nanoUsd)
  }

  /** One refusal, whether or not the user comes again. */
  refusal({ atMs }: LogCall, user: UserCount, tier: string, reason: string, nowMs: number, retryAfterMs: number): void {
    for (const count of this.#binsOf(atMs, user, tier)) count.refusals += 1
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1)
    this.#retryAfter.see(retryAfterMs)
    if (Number.isFinite(retryAfterMs)) this.#hourOf(nowMs + retryAfterMs).sentHere += 1
  }

  refused({ atMs, outputTokens }: LogCall, user: UserCount, tier: string, demandedNanoUsd: number): void {
    for (const count of this.#binsOf(atMs, user, tier)) countRefused(count, outputTokens, demandedNanoUsd)
  }

  report(books: MoneyBooks, isStoreFull: boolean): Report {
    const total = this.#total
    const budgets = books.budgets()
    const hours = [...this.#hours.values()].sort((a, b) => a.startMs - b.startMs)
    const tiers = [...this.#tiers].sort(([a], [b]) => (a < b ? -1 : 1))
    return {
      total,
      quality: {
        requestsInFull: ratio(total.full, total.requests),
        tokensInFull: ratio(total.fullTokens, total.outputTokens),
      },
      money: moneyOf(total, budgets),
      budgets,
      hours: hours.map(({ startMs, count, sentHere }) => ({ startMs, ...count, sentHere })),
      tiers: tiers.map(([tier, count]) => ({ tier, ...count })),
      users: usersOf(this.users),
      refusals: { reasons: Object.fromEntries([...this.#reasons].sort()), retryAfter: this.#retryAfter.bands() },
      beyondBounds: {
        uncountedRequests: this.users.uncounted,
        unbookedSettlements: books.unbooked,
        isStoreFull,
      },
    }
  }

  #binsOf(atMs: number, user: UserCount, tier: string): Bins {
    user.tier = tier
    return [this.#total, this.#hourOf(atMs).count, this.#tierOf(tier), user.count]
  }

  #hourOf(atMs: number): Hour {
    const startMs = Math.floor(atMs / HOUR_MS) * HOUR_MS
    if (this.#lastHour.startMs === startMs) return this.#lastHour
    const hour = this.#hours.get(startMs) ?? { startMs, count: noCount(), sentHere: 0 }
    this.#hours.set(startMs, hour)
    this.#lastHour = hour
    return hour
  }

  #tierOf(tier: string): Count {
    const known = this.#tiers.get(tier)
    if (known !== undefined) return known
    const count = noCount()
    this.#tiers.set(tier, count)
    return count
  }
}

function moneyOf(total: Count, budgets: ReturnType<MoneyBooks['budgets']>): Money {
  const worst = budgets.reduce(
    (most, budget) => (budget.beyondCeilingNanoUsd > most.beyondCeilingNanoUsd ? budget : most),
    { beyondCeilingNanoUsd: 0, spentNanoUsd: 0 },
  )
  return {
    demandedNanoUsd: total.demandedNanoUsd,
    spentNanoUsd: total.spentNanoUsd,
    savedNanoUsd: total.demandedNanoUsd - total.spentNanoUsd,
    overNanoUsd: worst.beyondCeilingNanoUsd,
    overrun: ratio(worst.beyondCeilingNanoUsd, worst.spentNanoUsd),
  }
}

function usersOf(users: Users): UsersReport {
  const happened = { users: 0, warned: 0, degraded: 0, clamped: 0, refused: 0 }
  let worst: UserReport[] = []
  for (const { user, org, tier, count } of users.all()) {
    happened.users += 1
    for (const what of ['warned', 'degraded', 'clamped', 'refused'] as const) if (count[what] > 0) happened[what] += 1
    if (count.refused === 0 && count.degraded === 0) continue
    worst.push({ user, org, tier, ...count })
    if (worst.length > 2 * WORST_HIT) worst = worst.sort(byHarm).slice(0, WORST_HIT)
  }
  return { ...happened, worstHit: worst.sort(byHarm).slice(0, WORST_HIT) }
}

function byHarm(a: UserReport, b: UserReport): number {
  return b.refused - a.refused || b.degraded - a.degraded || (a.user < b.user ? -1 : 1)
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
