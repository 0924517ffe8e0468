import type { Decision } from '@llm-limit/core'
import type { LogCall, Report } from '@llm-limit/simulator'
import { costOf, type Demand, MODEL } from './demand.js'
import { userHour } from './trace.js'

/** A user who wants less than this many times his budget is not one to refuse. */
const MODEST = 1.5

/** What one way did to one population. */
export interface Outcome {
  readonly requests: number
  readonly refused: number
  /** Of these, requests of users who wanted less in that hour than 1.5 times their budget. */
  readonly refusedModest: number
  /** Served less, of those who wanted no more in that hour than their budget / requests of all. */
  readonly lessForNothing: number
  readonly servedInFull: number
  readonly spentNanoUsd: number
  /** Spent above 100 % of budgets. */
  readonly beyondLimitNanoUsd: number
  /** Spent above the ceiling. */
  readonly overNanoUsd: number
}

/** Notes beside a report: who was refused though he wanted little, and the overrun of ways that have no budget in money. */
export class OutcomeBooks {
  readonly #demand: Demand
  readonly #budget: number
  readonly #spent = new Map<string, number>()
  /** Refused now, by request: one that waits may be served later. */
  readonly #refused = new Map<number, LogCall>()
  #lessForNothing = 0

  constructor(demand: Demand, budgetNanoUsd: number) {
    this.#demand = demand
    this.#budget = budgetNanoUsd
  }

  see(call: LogCall, decision: Decision, nowMs: number): void {
    if (decision.outcome !== 'admitted') return void this.#refused.set(call.line, call)
    this.#refused.delete(call.line)
    const { model, maxOutputTokens } = decision.terms
    const isLess = model !== MODEL || maxOutputTokens < call.outputTokens
    if (isLess && this.#wanted(call) <= 1) this.#lessForNothing += 1
    const hour = userHour({ ...call, atMs: nowMs })
    const cost = costOf(model, call.inputTokens, Math.min(call.outputTokens, maxOutputTokens))
    this.#spent.set(hour, (this.#spent.get(hour) ?? 0) + cost)
  }

  outcome({ total, quality, budgets: [budget] }: Report, ceilingPercent: number): Outcome {
    return {
      requests: total.requests,
      refused: total.refused,
      refusedModest: [...this.#refused.values()].filter((call) => this.#wanted(call) < MODEST).length,
      lessForNothing: this.#lessForNothing / total.requests,
      servedInFull: quality.requestsInFull,
      spentNanoUsd: total.spentNanoUsd,
      beyondLimitNanoUsd: budget?.beyondLimitNanoUsd ?? this.#beyond(100),
      overNanoUsd: budget?.beyondCeilingNanoUsd ?? this.#beyond(ceilingPercent),
    }
  }

  #beyond(percent: number): number {
    return sum([...this.#spent.values()].map((spent) => Math.max(0, spent - (this.#budget * percent) / 100)))
  }

  /** In that hour, in budgets. */
  #wanted(call: LogCall): number {
    return (this.#demand.get(userHour(call)) ?? 0) / this.#budget
  }
}

export function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
