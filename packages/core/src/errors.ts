/** Every code has a page: docs/errors/<code>.md. */
export const ERROR_CODES = [
  'invalid-config',
  'invalid-amount',
  'invalid-call',
  'store-failed',
  'limiter-closed',
  'invalid-body',
  'invalid-log',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

const MARKER = Symbol.for('@llm-limit/error')

/** Root of all errors thrown by llm-limit. */
export class LlmLimitError extends Error {
  readonly code: ErrorCode
  /** The page that explains the error and its mend. */
  readonly help: string

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    const help = `https://github.com/llm-limit/llm-limit/blob/main/docs/errors/${code}.md`
    super(`${message} (${code}, see ${help})`, options)
    this.name = new.target.name
    this.code = code
    this.help = help
    Object.defineProperty(this, MARKER, { value: true })
  }

  /** Whether a value is one of our errors, also when another copy of the package made it. */
  static isInstance(value: unknown): value is LlmLimitError {
    return typeof value === 'object' && value !== null && MARKER in value
  }
}

/** Thrown at set-up, never per request: names the value and the mend. */
export class ConfigError extends LlmLimitError {
  constructor(message: string, options?: ErrorOptions) {
    super('invalid-config', message, options)
  }
}

/** An amount that is not an integer from 0 (a weight or factor: from 1) to 2^52 - 1 reached a store; nothing was written. */
export class InvalidAmountError extends LlmLimitError {
  constructor(what: string, value: unknown, least = 0) {
    super('invalid-amount', `${what} must be an integer from ${least} to 2^52 - 1, not ${describe(value)}.`)
  }
}

/** A call that cannot be measured: the caller's mistake, a 400. */
export class InvalidCallError extends LlmLimitError {
  /** The message without code and link, for the caller to read. */
  readonly summary: string

  constructor(message: string) {
    super('invalid-call', message)
    this.summary = message
  }

  static override isInstance(value: unknown): value is InvalidCallError {
    return LlmLimitError.isInstance(value) && value.code === 'invalid-call'
  }
}

/** The store could not answer. Never means that a limit was reached. */
export class StoreError extends LlmLimitError {
  constructor(message: string, options?: ErrorOptions) {
    super('store-failed', message, options)
  }
}

/** Numbers as they are; of anything else only the type, since it may be user-given. */
function describe(value: unknown): string {
  return typeof value === 'number' ? String(value) : typeof value
}
