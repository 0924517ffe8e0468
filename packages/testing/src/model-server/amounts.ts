import type { Behaviour, TokenAmount } from './behaviour.js'
import { invalidRequest } from './error-answer.js'
import type { ErrorAnswer } from './fault.js'
import type { ModelRequest } from './model-request.js'
import { wordsOf } from './words.js'

/** Headers by which a caller says what its call costs, so that a trace can be replayed. */
export const OUTPUT_HEADER = 'x-fake-output-tokens'
export const INPUT_HEADER = 'x-fake-input-tokens'

const WHOLE_NUMBER = /^\d{1,7}$/

/** Counts a text by its size: a token is four bytes. */
export function tokensBySize(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4)
}

/** Refuses a header that is there and is no number of tokens. */
export function headerProblem({ headers }: ModelRequest): ErrorAnswer | undefined {
  const wrong = [OUTPUT_HEADER, INPUT_HEADER].find(
    (name) => headers[name] !== undefined && !WHOLE_NUMBER.test(headers[name]),
  )
  return wrong === undefined ? undefined : invalidRequest(`${wrong} must be a whole number of at most 7 digits.`, wrong)
}

export function inputOf(request: ModelRequest, { inputTokens }: Behaviour, counted: () => number): number {
  return fromHeader(request, INPUT_HEADER) ?? amountOf(request, inputTokens) ?? counted()
}

export function outputOf(request: ModelRequest, { outputTokens, text, reasoningTokens = 0 }: Behaviour): number {
  const asked = fromHeader(request, OUTPUT_HEADER) ?? amountOf(request, outputTokens)
  return asked ?? (text === undefined ? 16 : wordsOf(text).length + amountOf(request, reasoningTokens))
}

export function amountOf(request: ModelRequest, amount: TokenAmount): number
export function amountOf(request: ModelRequest, amount: TokenAmount | undefined): number | undefined
export function amountOf(request: ModelRequest, amount: TokenAmount | undefined): number | undefined {
  const tokens = typeof amount === 'function' ? amount(request) : amount
  if (tokens === undefined || (Number.isSafeInteger(tokens) && tokens >= 0)) return tokens
  throw new RangeError(`A behaviour gave ${tokens} tokens; they must be a whole number from 0 on.`)
}

function fromHeader({ headers }: ModelRequest, name: string): number | undefined {
  const value = headers[name]
  return value === undefined ? undefined : Number(value)
}
