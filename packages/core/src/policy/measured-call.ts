import { InvalidCallError } from '../errors.js'
import type { ServiceTier } from '../words.js'
import type { CallEstimate } from './call.js'

/** No call uses more. */
export const MOST_TOKENS = 1e9

/** What the calls of an operation need where a request does not say. */
export interface Expects {
  readonly model: string | undefined
  readonly inputTokens: number
  readonly outputTokens: number
  readonly calls: number
}

/** A call with everything filled in that the operation expects. */
export interface MeasuredCall {
  /** The reserve pays for the request and its place; raises only for their calls. */
  readonly isFirst: boolean
  readonly asked: string | undefined
  readonly inputTokens: number
  readonly cap: number | undefined
  /** Answers in all: choices x expected calls. */
  readonly answers: number
  readonly calls: number
  readonly servableBy: ((model: string) => boolean) | undefined
  /** Rungs up to this one leave its model alone, and rungs up to that one its length: the call was made from their terms. */
  readonly modelRung: number
  readonly lengthRung: number
  readonly serviceTier: ServiceTier | undefined
  readonly cachesLong: boolean | undefined
}

/** @throws InvalidCallError when a number of the estimate is not a whole amount. */
export function measure(call: CallEstimate, expects: Expects, isFirst: boolean): MeasuredCall {
  const { inputTokens, maxOutputTokens, choices = 1 } = call
  if (!isCount(inputTokens)) throw notWhole('inputTokens')
  if (maxOutputTokens !== undefined && !isCount(maxOutputTokens)) throw notWhole('maxOutputTokens')
  if (!isCount(choices)) throw notWhole('choices')
  const calls = isFirst ? expects.calls : 1
  return {
    isFirst,
    asked: call.model ?? expects.model,
    // -0 is 0, also to whoever compares with Object.is.
    inputTokens: isFirst ? Math.max(inputTokens, expects.inputTokens) : inputTokens + 0,
    cap: maxOutputTokens,
    answers: choices > 1 ? choices * calls : calls,
    calls,
    servableBy: call.servableBy,
    modelRung: 0,
    lengthRung: 0,
    serviceTier: call.serviceTier,
    cachesLong: call.cachesLong,
  }
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MOST_TOKENS
}

function notWhole(name: string): InvalidCallError {
  return new InvalidCallError(`${name} of a call must be a whole number from 0 to 1e9.`)
}
