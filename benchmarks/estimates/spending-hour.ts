import { inOrder } from './in-order.js'
import { endOf, USERS, type Visit } from './traffic.js'

/** $1.25 and $10 for a million tokens, as gpt-5. */
export const PRICE = { input: 1_250_000, output: 10_000_000 }

/** The shortest answer that a limiter gives when it cuts. */
const USEFUL_TOKENS = 256

/** What decides about calls. */
export interface Gate {
  /** @returns the longest answer allowed, undefined when the call is refused. */
  admit(visit: Visit): number | undefined
  end(visit: Visit, outputTokens: number): void
}

export interface HourSpent {
  readonly refused: number
  /** Percent of requests that were refused while there was money for a useful answer, and for the one they would have got. */
  readonly refusedThoughFree: number
  /** Percent of requests that were refused while there was money for the answer they would have got, however short: known afterwards only. */
  readonly refusedInHindsight: number
  /** Percent of answers that ended early. */
  readonly cut: number
  /** Percent of all limits that was spent beyond them. */
  readonly overshoot: number
}

export function nanoUsdOf(inputTokens: number, outputTokens: number): number {
  return Math.ceil((inputTokens * PRICE.input + outputTokens * PRICE.output) / 1_000)
}

/** What each user would spend, divided by `demand`: demand 1.5 is half more than the limits. */
export function limitsFor(visits: readonly Visit[], demand: number): number[] {
  const limits = new Array<number>(USERS).fill(0)
  for (const { user, inputTokens, outputTokens } of visits)
    limits[user] = (limits[user] ?? 0) + nanoUsdOf(inputTokens, outputTokens)
  return limits.map((sum) => Math.round(sum / demand))
}

/** An hour behind a gate. What open calls will spend counts as spent. */
export function spendHour(visits: readonly Visit[], limits: readonly number[], gate: Gate): HourSpent {
  const spent = limits.map(() => 0)
  const lengths = new Map<Visit, number>()
  let [refused, refusedThoughFree, refusedInHindsight, cut] = [0, 0, 0, 0]
  inOrder(visits, {
    come(visit) {
      const { user, inputTokens, outputTokens } = visit
      const cap = gate.admit(visit)
      const length = Math.min(outputTokens, cap ?? outputTokens)
      const after = (spent[user] ?? 0) + nanoUsdOf(inputTokens, length)
      if (cap === undefined) {
        refused += 1
        const useful = after + nanoUsdOf(0, Math.max(0, USEFUL_TOKENS - outputTokens))
        if (after <= (limits[user] ?? 0)) refusedInHindsight += 1
        if (useful <= (limits[user] ?? 0)) refusedThoughFree += 1
        return undefined
      }
      spent[user] = after
      lengths.set(visit, length)
      if (length < outputTokens) cut += 1
      return endOf(visit, length)
    },
    end: (visit) => gate.end(visit, lengths.get(visit) ?? 0),
  })
  const over = limits.reduce((sum, limit, user) => sum + Math.max(0, (spent[user] ?? 0) - limit), 0)
  const percent = (part: number, whole: number): number => (100 * part) / whole
  return {
    refused: percent(refused, visits.length),
    refusedThoughFree: percent(refusedThoughFree, visits.length),
    refusedInHindsight: percent(refusedInHindsight, visits.length),
    cut: percent(cut, visits.length - refused),
    overshoot: percent(
      over,
      limits.reduce((sum, limit) => sum + limit, 0),
    ),
  }
}
