import { numberOf, textOf } from './member-of.js'

const AI_SDK_ERROR = Symbol.for('vercel.ai.error')

/** Errors of the AI SDK about an answer that came and made no sense. */
const ABOUT_ANSWERS: ReadonlySet<string | undefined> = new Set([
  'AI_EmptyResponseBodyError',
  'AI_InvalidResponseDataError',
  'AI_JSONParseError',
  'AI_NoContentGeneratedError',
  'AI_TypeValidationError',
])

/** Whether a call that failed was answered, and so billed: not when it was turned away or never arrived. */
export function wasAnswered(error: unknown): boolean {
  const status = numberOf(error, 'statusCode')
  if (status !== undefined) return status >= 200 && status < 300
  return isOfAiSdk(error) && ABOUT_ANSWERS.has(textOf(error, 'name'))
}

function isOfAiSdk(error: unknown): boolean {
  return typeof error === 'object' && error !== null && Reflect.get(error, AI_SDK_ERROR) === true
}
