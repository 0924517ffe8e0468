import { MAX_AMOUNT } from '../amounts.js'
import type { Clock } from '../clock.js'
import type { Estimate, Expected } from '../estimates/estimate.js'
import type { Estimates } from '../estimates/estimates.js'
import type { Terms } from '../policy/call.js'
import { chargeFor } from '../policy/charges.js'
import type { ServedRung } from '../policy/ladder.js'
import { type MeasuredCall, MOST_TOKENS } from '../policy/measured-call.js'
import { pacedCharges, passedShares } from '../policy/pace.js'
import type { Plan } from '../policy/plan.js'
import type { Mode } from '../policy/policy.js'
import { atTier, isDearer } from '../policy/price.js'
import type { ModelPrice, Prices } from '../policy/prices.js'
import type { Charge, Offer, Offers } from '../store/store.js'

/** Longest answer of a model whose limit nobody knows. */
const UNKNOWN_MODEL_OUTPUT = 32_768
/** Shortest answer worth giving when a wall clamps it. */
const WALL_FLOOR = 256

/** One rung's offer with the terms it stands for. */
export interface PricedOffer extends Offer {
  readonly served: ServedRung
  readonly model: string | undefined
  /** Undefined when nothing counts money. */
  readonly price: ModelPrice | undefined
  /** The call with its input corrected by what was learned of estimates on that model. */
  readonly call: MeasuredCall
}

/** What makes offers beside the plan and the call. */
export interface OfferSettings {
  readonly prices: Prices | undefined
  readonly worstCase: boolean
  readonly clock: Clock
  /** Undefined where nothing is to be learned. */
  readonly estimates: Estimates | undefined
  /** In shadow mode a last offer always fits: taking it means that the policy would have refused. */
  readonly mode: Mode
}

/** The offers of a call, a rung each. An offer is made when it is first looked at: nearly always only the first one is. */
export class CallOffers implements Offers {
  readonly length: number
  readonly #settings: OfferSettings
  readonly #plan: Plan
  readonly #call: MeasuredCall
  readonly #made: (PricedOffer | undefined)[]
  #passed: readonly number[] | undefined

  constructor(settings: OfferSettings, plan: Plan, call: MeasuredCall) {
    this.#settings = settings
    this.#plan = plan
    this.#call = call
    this.length = plan.ladder.rungs.length + (settings.mode === 'shadow' ? 1 : 0)
    this.#made = new Array(this.length)
  }

  at(index: number): PricedOffer | undefined {
    if (index >= this.length) return undefined
    this.#made[index] ??= this.#make(index)
    return this.#made[index]
  }

  /** Whether the offer is the one beyond all rungs. */
  isShadow(index: number): boolean {
    return index >= this.#plan.ladder.rungs.length
  }

  #make(index: number): PricedOffer {
    const before = index === 0 ? undefined : this.at(index - 1)
    const served = this.#plan.ladder.rungs[index]
    if (served === undefined && before !== undefined) return alwaysFitting(before)
    if (served === undefined) throw new RangeError('A ladder has no rungs.')
    const { model, price } = this.#modelAt(index, served, before)
    const estimate = this.#settings.estimates?.of(this.#plan, model, this.#call.answers > this.#call.calls)
    const expected = estimate?.answerTo(this.#call.inputTokens) ?? this.#untaught()
    const call = corrected(this.#call, estimate)
    return {
      rung: index,
      charges: this.#paced(served, chargesFor(this.#plan, index, call, price)),
      output: outputAt(
        index <= call.lengthRung ? { ...served, output: undefined } : served,
        call,
        expected,
        before,
        price,
        this.#settings.worstCase,
      ),
      served,
      model,
      price,
      call,
    }
  }

  /** By one time for all rungs: their caps must not fall from one to the next. */
  #paced({ pace }: ServedRung, charges: readonly Charge[]): readonly Charge[] {
    if (pace === undefined) return charges
    this.#passed ??= passedShares(this.#plan.lists, this.#settings.clock.now())
    return pacedCharges(charges, pace, this.#passed)
  }

  #untaught(): Expected {
    const { outputTokens } = this.#plan.expects
    return { hold: outputTokens, usual: outputTokens, mean: outputTokens }
  }

  /** The model of the rung; that of the one before where it cannot be swapped or would cost more. */
  #modelAt(rung: number, served: ServedRung, before: PricedOffer | undefined): Pick<PricedOffer, 'model' | 'price'> {
    const { asked, servableBy } = this.#call
    if (asked === undefined) return NO_MODEL
    const mapped = rung <= this.#call.modelRung ? asked : served.modelFor(asked, before?.model ?? asked)
    const model = mapped !== asked && servableBy?.(mapped) === false ? asked : mapped
    const price = this.#priceOf(model)
    return before !== undefined && isDearer(price, before.price) ? before : { model, price }
  }

  #priceOf(model: string): ModelPrice | undefined {
    const { prices } = this.#settings
    const expected = this.#plan.expects.model
    const price = prices?.priceOf(model) ?? (expected === undefined ? undefined : prices?.priceOf(expected))
    return price === undefined ? undefined : atTier(price, this.#call.serviceTier)
  }
}

const NO_MODEL = { model: undefined, price: undefined }

function corrected(call: MeasuredCall, estimate: Estimate | undefined): MeasuredCall {
  const factor = estimate?.correction(call.isFirst ? 'request' : 'call') ?? 1
  return factor === 1 ? call : { ...call, inputTokens: Math.min(MOST_TOKENS, Math.ceil(call.inputTokens * factor)) }
}

function alwaysFitting(last: PricedOffer): PricedOffer {
  return { ...last, charges: last.charges.map((charge) => ({ ...charge, cap: MAX_AMOUNT })) }
}

export function termsOf({ served, model, price }: PricedOffer, call: MeasuredCall, output: number): Terms {
  const maxOutputTokens = Math.floor(output / call.answers)
  return {
    model,
    ...(model === call.asked ? {} : { insteadOf: call.asked }),
    maxOutputTokens,
    isCut: !(maxOutputTokens >= (call.cap ?? price?.maxOutputTokens ?? Number.POSITIVE_INFINITY)),
    delayMs: served.delayMs,
    cache: served.cache,
  }
}

/** Degrade before clamp, clamp before refuse: only the last rung goes down to its floor, and none gives more than the one before. */
function outputAt(
  { output, isLast }: ServedRung,
  { cap, answers }: MeasuredCall,
  expected: Expected,
  before: PricedOffer | undefined,
  price: ModelPrice | undefined,
  worstCase: boolean,
): Offer['output'] {
  const most = price?.maxOutputTokens ?? Math.max(UNKNOWN_MODEL_OUTPUT, cap ?? 0)
  const full = cap ?? Math.min(expected.usual, most)
  const shortened = output === undefined ? most : Math.max(output.floor, Math.ceil(full * output.factor))
  const longest = before === undefined ? MAX_AMOUNT : Math.floor(before.output.max / answers)
  const max = Math.min(cap ?? most, most, shortened, longest)
  const min = isLast ? Math.min(output?.floor ?? WALL_FLOOR, full, max) : Math.min(full, max)
  const hold = worstCase ? max : Math.min(expected.hold, max)
  return { min: amount(min * answers), max: amount(max * answers), hold: amount(hold * answers) }
}

function chargesFor(plan: Plan, rung: number, call: MeasuredCall, price: ModelPrice | undefined): readonly Charge[] {
  const { quotas } = plan
  const caps = plan.caps[rung]
  const constant = (call.isFirst ? plan.charges.first : plan.charges.later)[rung]
  const charges = new Array<Charge>(quotas.length)
  for (let i = 0; i < quotas.length; i += 1) {
    const quota = quotas[i]
    if (quota !== undefined) charges[i] = constant?.[i] ?? chargeFor(quota, caps?.[i] ?? 0, call, price)
  }
  return charges
}

function amount(value: number): number {
  return Math.min(MAX_AMOUNT, value)
}
