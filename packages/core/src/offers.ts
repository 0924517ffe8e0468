import type { CallEstimate, Terms } from './call.js'
import { InvalidCallError } from './errors.js'
import type { ServedRung } from './ladder.js'
import type { Plan } from './plan.js'
import { mostForInput, perOutputToken } from './price.js'
import type { ModelPrice, Prices } from './prices.js'
import { type PolicyQuota, THOUSANDTHS } from './quota-list.js'
import { type Charge, MAX_AMOUNT, type Offer } from './store.js'

/** Longest answer of a model whose limit nobody knows. */
const UNKNOWN_MODEL_OUTPUT = 32_768
/** Shortest answer worth giving when a wall clamps it. */
const WALL_FLOOR = 256

/** A call with everything filled in that the operation expects. */
export interface MeasuredCall {
  readonly asked: string | undefined
  readonly inputTokens: number
  readonly cap: number | undefined
  readonly expected: number
  /** Answers in all: choices x expected calls. */
  readonly answers: number
  readonly calls: number
  readonly servableBy: ((model: string) => boolean) | undefined
}

/** One rung's offer with the terms it stands for. */
export interface PricedOffer {
  readonly offer: Offer
  readonly rung: ServedRung
  readonly model: string | undefined
  /** Undefined when nothing counts money. */
  readonly price: ModelPrice | undefined
}

/** @throws InvalidCallError when a number of the estimate is not a whole amount. */
export function measure(call: CallEstimate, plan: Plan, isFirst: boolean): MeasuredCall {
  const { expects } = plan
  const calls = isFirst ? expects.calls : 1
  const choices = call.choices ?? 1
  for (const [name, value] of [
    ['inputTokens', call.inputTokens],
    ['maxOutputTokens', call.maxOutputTokens ?? 0],
    ['choices', choices],
  ] as const) {
    if (!Number.isInteger(value) || value < 0 || value > 1e9)
      throw new InvalidCallError(`${name} of a call must be a whole number from 0 to 1e9.`)
  }
  return {
    asked: call.model ?? expects.model,
    inputTokens: isFirst ? Math.max(call.inputTokens, expects.inputTokens) : call.inputTokens,
    cap: call.maxOutputTokens,
    expected: expects.outputTokens,
    answers: Math.max(1, choices) * calls,
    calls,
    servableBy: call.servableBy,
  }
}

/** The offers of a call, a rung each. Undefined when a model has no price and that is not allowed. */
export function offersOf(
  plan: Plan,
  call: MeasuredCall,
  prices: Prices | undefined,
  options: OfferOptions,
): readonly PricedOffer[] {
  const offers: PricedOffer[] = []
  let longest = Number.POSITIVE_INFINITY
  for (const rung of plan.ladder.rungs) {
    const model = modelAt(rung, call)
    const price = model === undefined ? undefined : (prices?.priceOf(model) ?? options.fallbackPrice)
    const output = outputAt(rung, call, longest, price, options.worstCase)
    longest = output.max
    const caps = plan.caps[rung.index] ?? []
    const charges = plan.quotas.map((quota, i) => chargeFor(quota, caps[i] ?? 0, call, price, options.isFirst))
    offers.push({ offer: { rung: rung.index, charges, output: times(output, call.answers) }, rung, model, price })
  }
  return offers
}

export interface OfferOptions {
  /** The reserve pays for the request and its place; raises only for their calls. */
  readonly isFirst: boolean
  readonly worstCase: boolean
  /** Price of a model that has none. */
  readonly fallbackPrice: ModelPrice | undefined
}

export function termsOf({ rung, model }: PricedOffer, call: MeasuredCall, output: number): Terms {
  return {
    model,
    ...(model === call.asked ? {} : { insteadOf: call.asked }),
    maxOutputTokens: Math.floor(output / call.answers),
    delayMs: rung.delayMs,
    cache: rung.cache,
  }
}

function modelAt(rung: ServedRung, { asked, servableBy }: MeasuredCall): string | undefined {
  if (asked === undefined) return undefined
  const model = rung.modelFor(asked)
  return model !== asked && servableBy?.(model) === false ? asked : model
}

/** Degrade before clamp, clamp before refuse: only the last rung goes down to its floor. */
function outputAt(
  rung: ServedRung,
  call: MeasuredCall,
  longest: number,
  price: ModelPrice | undefined,
  worstCase: boolean,
): Offer['output'] {
  const most = Math.min(longest, price?.maxOutputTokens ?? Math.max(UNKNOWN_MODEL_OUTPUT, call.cap ?? 0))
  const full = call.cap ?? Math.min(call.expected, most)
  const shortened =
    rung.output === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(rung.output.floor, Math.ceil(full * rung.output.factor))
  const max = Math.min(call.cap ?? most, most, shortened)
  const floor = rung.output?.floor ?? WALL_FLOOR
  const min = rung.isLast ? Math.min(floor, full, max) : Math.min(full, max)
  return { min, max, hold: worstCase ? max : Math.min(call.expected, max) }
}

function times({ min, max, hold }: Offer['output'], answers: number): Offer['output'] {
  const all = (tokens: number): number => Math.min(MAX_AMOUNT, tokens * answers)
  return { min: all(min), max: all(max), hold: all(hold) }
}

function chargeFor(
  quota: PolicyQuota,
  cap: number,
  call: MeasuredCall,
  price: ModelPrice | undefined,
  isFirst: boolean,
): Charge {
  const input = Math.min(MAX_AMOUNT, call.inputTokens * call.calls)
  switch (quota.unit) {
    case 'requests':
      return { cap, fixed: isFirst ? THOUSANDTHS : 0, perOutputToken: 0 }
    case 'concurrency':
      return { cap, fixed: isFirst ? 1 : 0, perOutputToken: 0 }
    case 'tokens':
      return { cap, fixed: input, perOutputToken: 1 }
    case 'inputTokens':
      return { cap, fixed: input, perOutputToken: 0 }
    case 'outputTokens':
      return { cap, fixed: 0, perOutputToken: 1 }
    case 'nanoUsd':
      if (price === undefined) return { cap, fixed: 0, perOutputToken: 0 }
      return {
        cap,
        fixed: Math.min(MAX_AMOUNT, mostForInput(price, call.inputTokens) * call.calls),
        perOutputToken: perOutputToken(price, call.inputTokens),
      }
  }
}
