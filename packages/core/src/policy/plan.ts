import { MAX_AMOUNT, permilleOf } from '../amounts.js'
import { ConfigError } from '../errors.js'
import type { Charge } from '../store/store.js'
import { constantCharge } from './charges.js'
import type { Ladder } from './ladder.js'
import type { Expects } from './measured-call.js'
import type { PlanList } from './plan-lists.js'
import type { Expectation, OperationInput, Policy } from './policy.js'
import type { PolicyQuota } from './quota-list.js'

/** The policy for one tier and operation, ready to be charged. Quotas of a call: user, everyone, org, operation. */
export interface Plan {
  readonly tier: string
  readonly operation: string
  readonly ladder: Ladder
  readonly lists: readonly PlanList[]
  /** All quotas, list after list. */
  readonly quotas: readonly PolicyQuota[]
  /** caps[rung][quota] in internal units. */
  readonly caps: readonly (readonly number[])[]
  /** [rung][quota]: what every reserve, and every raise, charges alike. */
  readonly charges: { readonly first: ConstantCharges; readonly later: ConstantCharges }
  readonly expects: Expects
  /** Permille. */
  readonly weight: number
  readonly repeats: { readonly factors: readonly number[]; readonly windowMs: number } | undefined
  readonly countsMoney: boolean
  /** A quota of everyone is among them: a record that every call touches. */
  readonly countsEveryone: boolean
}

type ConstantCharges = readonly (readonly (Charge | undefined)[])[]

const REPEATS = { factors: [1, 1.5, 2], windowMs: 600_000 }

const DEFAULT_OUTPUT_TOKENS = 1_024

export function planOf(
  policy: Policy,
  ladder: Ladder,
  tier: string,
  operation: string,
  settings: OperationInput,
  lists: readonly PlanList[],
): Plan {
  const quotas = lists.flatMap(({ list }) => list.quotas)
  const expects = expectsOf(operation, { ...policy.expects, ...settings.expects })
  const countsMoney = quotas.some((quota) => quota.unit === 'nanoUsd')
  if (countsMoney) requirePrice(policy, operation, expects.model)
  const caps = ladder.rungs.map(({ ceiling }) =>
    quotas.map((quota) => Math.min(MAX_AMOUNT, quota.ladder ? permilleOf(quota.limit, ceiling * 10) : quota.limit)),
  )
  return {
    tier,
    operation,
    ladder,
    lists,
    quotas,
    caps,
    charges: { first: constantCharges(quotas, caps, true), later: constantCharges(quotas, caps, false) },
    expects,
    weight: weightOf(operation, settings),
    repeats: repeatsOf(operation, settings),
    countsMoney,
    countsEveryone: lists.some(({ kind }) => kind === 'everyone'),
  }
}

function constantCharges(quotas: readonly PolicyQuota[], caps: Plan['caps'], isFirst: boolean): ConstantCharges {
  return caps.map((rung) => quotas.map((quota, i) => constantCharge(quota, rung[i] ?? 0, isFirst)))
}

function requirePrice(policy: Policy, operation: string, model: string | undefined): void {
  if (policy.prices === undefined)
    throw new ConfigError(
      `A quota counts money, but there are no 'prices'. Pass them, or use createLimiter of an adapter package, which brings a table.`,
    )
  if (model === undefined)
    throw new ConfigError(
      `A quota counts money: say which model operation '${operation}' expects (expects: { model }), so that a call nobody saw has a price.`,
    )
  if (policy.prices.priceOf(model) === undefined && policy.unpriced !== 'as-expected') {
    throw new ConfigError(
      `Operation '${operation}' expects model '${model}', which has no price while a quota counts money. Add its price.`,
    )
  }
  if (policy.prices.priceOf(model) === undefined)
    throw new ConfigError(
      `unpriced: 'as-expected' needs a priced model; operation '${operation}' expects '${model}', which has no price.`,
    )
}

function expectsOf(operation: string, expects: Expectation): Expects {
  const { model, inputTokens = 0, outputTokens = DEFAULT_OUTPUT_TOKENS, calls = 1 } = expects
  for (const [name, value] of Object.entries({ inputTokens, outputTokens, calls })) {
    if (!Number.isInteger(value) || value < (name === 'calls' ? 1 : 0) || value > 1e9) {
      throw new ConfigError(`Operation '${operation}': expects.${name} must be a whole number, not ${value}.`)
    }
  }
  return { model, inputTokens, outputTokens, calls }
}

function weightOf(operation: string, { weight = 1 }: OperationInput): number {
  if (!(weight > 0 && weight <= 1000))
    throw new ConfigError(`Operation '${operation}': weight must be above 0 and at most 1000, not ${weight}.`)
  return Math.max(1, Math.round(weight * 1000))
}

function repeatsOf(operation: string, { repeats }: OperationInput): Plan['repeats'] {
  if (repeats === false) return undefined
  const { factors, windowMs } =
    repeats === undefined ? REPEATS : 'factors' in repeats ? repeats : { factors: repeats, windowMs: REPEATS.windowMs }
  const rising = factors.every((factor, i) => factor >= (factors[i - 1] ?? 1) && factor <= 100)
  if (factors.length === 0 || factors[0] !== 1 || !rising) {
    throw new ConfigError(`Operation '${operation}': repeats must start at 1 and not fall, such as [1, 1.5, 2].`)
  }
  if (!Number.isInteger(windowMs) || windowMs < 1)
    throw new ConfigError(`Operation '${operation}': repeats.windowMs must be a whole number of ms.`)
  return { factors: factors.map((factor) => Math.round(factor * 1000)), windowMs }
}
