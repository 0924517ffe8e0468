import type { Door } from '../estimates/estimate.js'
import { type MeasuredCall, MOST_TOKENS } from '../policy/measured-call.js'
import type { Plan } from '../policy/plan.js'
import type { Usage } from '../words.js'
import type { Engine } from './engine.js'
import type { PricedOffer } from './offers.js'
import { isWhole } from './spending.js'

/** A call as it was measured and admitted. */
export interface TaughtCall {
  readonly door: Door
  readonly plan: Plan
  readonly offer: PricedOffer
  /** As measured, before any correction. */
  readonly call: MeasuredCall
  /** Tokens of answer it was granted. */
  readonly output: number
}

const PER_TOKEN = { input: 1, output: 1 }

/**
 * Teaches the estimates what a call that finished really needed. Nothing is learned from an estimate, nor from a request of several
 * calls that says only what they needed together.
 */
export function teach(engine: Engine, taught: TaughtCall, usage: Usage): void {
  if (engine.estimates === undefined || taught.call.calls !== 1 || !isWhole(usage)) return
  const { inputTokens = 0, outputTokens = 0 } = usage
  const { call, output } = taught
  // A longer one was not held to its cap.
  const isCut = engine.mode === 'enforce' && oneAnswer(call, outputTokens) === Math.floor(output / call.answers)
  learn(engine, taught, wholeTokens(inputTokens), outputTokens, isCut)
}

/** An answer that was stopped for want of room would have been longer than it was seen to be. */
export function teachStopped(engine: Engine, taught: TaughtCall, seenTokens: number): void {
  learn(engine, taught, undefined, seenTokens, true)
}

function learn(
  { estimates, mode }: Engine,
  { door, plan, offer, call }: TaughtCall,
  inputTokens: number | undefined,
  outputTokens: number,
  isCut: boolean,
): void {
  const model = mode === 'enforce' ? offer.model : call.asked
  estimates?.learn(plan, model, call.answers > 1, {
    door,
    estimatedInput: call.inputTokens,
    inputTokens,
    outputTokens: oneAnswer(call, outputTokens),
    isCut,
    rates: offer.price ?? PER_TOKEN,
  })
}

function oneAnswer({ answers }: MeasuredCall, outputTokens: number): number {
  return wholeTokens(outputTokens / answers)
}

function wholeTokens(tokens: number): number {
  return Math.min(MOST_TOKENS, Math.ceil(tokens))
}
