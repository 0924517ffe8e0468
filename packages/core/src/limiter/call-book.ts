import type { ModelPrice } from '../policy/prices.js'
import type { ServiceTier, Usage } from '../words.js'
import type { Outcome } from './events.js'
import { isWhole, NOTHING, type Spent, spentBy, sum } from './spending.js'

/** What one running call holds, and what is known of it. */
export interface RunningCall {
  readonly expected: Spent
  readonly price: ModelPrice | undefined
  /** As asked for. */
  readonly tier: ServiceTier | undefined
  /** Held for it: the expected, or more for an answer that got longer. */
  held: Spent
  /** Tokens of answer that it may reach before there has to be room for more. */
  mayReach: number
  observed: Spent
}

/** How one attempt ended. */
export interface EndedCall {
  readonly spent: Spent
  readonly outcome: Outcome
  readonly estimated: boolean
}

/** The model calls of one reservation: what those that ended have spent and what the running ones hold. */
export class CallBook {
  #running: Set<RunningCall> | undefined
  #spent: Spent = NOTHING
  #ended = 0
  #estimated = false

  get isIdle(): boolean {
    return this.#running === undefined || this.#running.size === 0
  }

  /** Whether any call spent something or still may. */
  get hasSpent(): boolean {
    return this.#ended > 0 || !this.isIdle
  }

  get spent(): Spent {
    return this.#spent
  }

  get isEstimated(): boolean {
    return this.#estimated
  }

  /** Spoken for: what was spent, and what running calls are expected to. */
  taken(): Spent {
    let taken = this.#spent
    for (const { held, observed } of this.#running ?? []) taken = sum(taken, larger(held, observed))
    return taken
  }

  /** Known to be spent already. */
  observed(): Spent {
    let seen = this.#spent
    for (const call of this.#running ?? []) seen = sum(seen, call.observed)
    return seen
  }

  open(expected: Spent, price: ModelPrice | undefined, tier?: ServiceTier): RunningCall {
    const input = spentBy({ inputTokens: expected.inputTokens, outputTokens: 0 }, expected, price)
    const call: RunningCall = {
      expected,
      price,
      tier,
      held: expected,
      mayReach: expected.outputTokens,
      observed: { ...input, nanoUsd: price === undefined ? 0 : input.nanoUsd },
    }
    this.#running ??= new Set()
    this.#running.add(call)
    return call
  }

  /** Holds as much as an answer of that length costs. */
  hold(call: RunningCall, outputTokens: number): void {
    call.held = spentBy({ inputTokens: call.expected.inputTokens, outputTokens }, call.expected, call.price)
  }

  observe(call: RunningCall, outputTokens: number): void {
    call.observed = spentBy({ inputTokens: call.expected.inputTokens, outputTokens }, call.observed, call.price)
  }

  /** @returns undefined when the call ended before: it is charged once. */
  end(call: RunningCall, usage: Usage, price: ModelPrice | undefined, outcome: Outcome): EndedCall | undefined {
    if (!this.drop(call)) return undefined
    const known = outcome === 'finished' ? call.expected : call.observed
    const spent = spentBy(usage, known, price ?? call.price)
    const estimated = !isWhole(usage)
    this.#spent = sum(this.#spent, spent)
    this.#ended += 1
    this.#estimated ||= estimated
    return { spent, outcome, estimated }
  }

  /** Those that still run. */
  running(): readonly RunningCall[] {
    return [...(this.#running ?? [])]
  }

  has(call: RunningCall): boolean {
    return this.#running?.has(call) === true
  }

  drop(call: RunningCall): boolean {
    return this.#running?.delete(call) === true
  }
}

function larger(a: Spent, b: Spent): Spent {
  return {
    inputTokens: Math.max(a.inputTokens, b.inputTokens),
    outputTokens: Math.max(a.outputTokens, b.outputTokens),
    nanoUsd: Math.max(a.nanoUsd, b.nanoUsd),
  }
}
