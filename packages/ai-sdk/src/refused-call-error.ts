import type { DenialReason, Denied, Phase, Unavailable } from '@llm-limit/core'

/** Why a call was refused, and what would help: `error.data`. */
export interface RefusalData {
  readonly reason: DenialReason | 'unavailable'
  /** Undefined when waiting does not help. */
  readonly retryAfterMs: number | undefined
  readonly phase: Phase | undefined
  /** Names of the quotas that do not have the room. */
  readonly violated: readonly string[]
  /** What would pass now. */
  readonly wouldAdmit: Denied['wouldAdmit']
  /** The page that explains the refusal. */
  readonly help: string
}

/** How the AI SDK knows its own errors, whichever copy made them: `packages/provider/src/errors` of vercel/ai. */
const AI_SDK_MARKERS = [Symbol.for('vercel.ai.error'), Symbol.for('vercel.ai.error.AI_APICallError')]
const MARKER = Symbol.for('@llm-limit/refused-call')
/** The SDK may sleep so long in the middle of a request, not longer. */
const LONGEST_SDK_WAIT_MS = 5_000
const HELP = 'https://github.com/llm-limit/llm-limit/blob/main/docs/errors'

const STATUS_OF: { readonly [Reason in RefusalData['reason']]: number } = {
  budget: 429,
  wall: 429,
  concurrency: 429,
  busy: 429,
  'too-large': 413,
  'unpriced-model': 400,
  closed: 409,
  unavailable: 503,
}

/**
 * A model call that the budget refused, before it reached a provider. To the AI SDK it is an APICallError, with the members of one: it
 * is tried again only where a wait of at most five seconds makes room.
 */
export class RefusedCallError extends Error {
  readonly statusCode: number
  readonly isRetryable: boolean
  readonly responseHeaders: Readonly<Record<string, string>>
  readonly data: RefusalData
  /** No provider was asked. */
  readonly url: string = ''
  readonly requestBodyValues: object = {}
  readonly responseBody: string | undefined = undefined

  constructor(decision: Denied | Unavailable) {
    const data = dataOf(decision)
    super(`llm-limit refused this call: ${data.reason} (see ${data.help})`)
    this.name = 'AI_APICallError'
    this.data = data
    this.statusCode = STATUS_OF[data.reason]
    this.isRetryable = this.statusCode === 429 && (data.retryAfterMs ?? Number.POSITIVE_INFINITY) <= LONGEST_SDK_WAIT_MS
    this.responseHeaders =
      data.retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(data.retryAfterMs / 1000)) }
    for (const marker of [...AI_SDK_MARKERS, MARKER]) Object.defineProperty(this, marker, { value: true })
  }

  /** Whether a value is such an error, also when another copy of the package made it. */
  static isInstance(value: unknown): value is RefusedCallError {
    return typeof value === 'object' && value !== null && MARKER in value
  }
}

function dataOf(decision: Denied | Unavailable): RefusalData {
  const { retryAfterMs } = decision
  const wait = Number.isFinite(retryAfterMs) ? retryAfterMs : undefined
  const denied = decision.outcome === 'denied' ? decision : undefined
  const reason = denied?.reason ?? 'unavailable'
  return {
    reason,
    retryAfterMs: wait,
    phase: denied?.phase,
    violated: denied?.violated ?? [],
    wouldAdmit: denied?.wouldAdmit,
    help: `${HELP}/${reason}.md`,
  }
}
