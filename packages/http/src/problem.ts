import type { DenialReason, Denied } from '@llm-limit/core'

/** Words for people, one a kind of refusal. `{wait}` becomes the time to wait. */
export type ProblemWords = {
  readonly [Kind in DenialReason | 'unavailable' | 'body-too-large' | 'invalid-body']: {
    readonly title: string
    readonly detail: string
  }
}

const ENGLISH: ProblemWords = {
  budget: { title: 'Your budget is used up', detail: 'You have used your AI budget for now. It will be back {wait}.' },
  wall: { title: 'This limit is reached', detail: 'This limit is reached for now. Try again {wait}.' },
  concurrency: {
    title: 'Too many calls at once',
    detail: 'Another call of yours is still running. Try again when it is done.',
  },
  busy: { title: 'Too many calls at once', detail: 'Too many calls of yours are still open. Try again {wait}.' },
  'too-large': {
    title: 'This request is too large',
    detail: 'This request does not fit into your budget, however long you wait. Make it shorter.',
  },
  'unpriced-model': {
    title: 'This model is not offered',
    detail: 'This model has no price here, so it cannot be used. Choose another one.',
  },
  closed: { title: 'This request is over', detail: 'This request was answered or ended before. Send a new one.' },
  unavailable: {
    title: 'Budgets cannot be checked',
    detail: 'Your budget cannot be checked right now. Nothing was charged. Try again {wait}.',
  },
  'body-too-large': {
    title: 'This request is too large',
    detail: 'The body of this request is larger than what is accepted here.',
  },
  'invalid-body': { title: 'This request cannot be read', detail: 'A value of this request has the wrong form.' },
}

/** What a refusal is, before it becomes a response. */
export type Refusal =
  | { readonly kind: 'denied'; readonly denied: Denied; readonly upgradeUrl: string | undefined }
  | { readonly kind: 'unavailable'; readonly retryAfterMs: number }
  | { readonly kind: 'body-too-large' }
  | { readonly kind: 'invalid-body'; readonly param: string; readonly message: string }

/** A refusal as a response: the machine part is fixed, the words and the envelope are the app's to replace. */
export interface RefusalReply {
  readonly status: number
  /** Retry-After in whole seconds; undefined when waiting does not help. */
  readonly retryAfterSeconds: number | undefined
  /** What SDKs are told with x-should-retry; undefined leaves it to them. */
  readonly shouldRetry: false | undefined
  readonly body: ProblemBody
}

/** RFC 9457 members, ours, and `error` for SDKs. Schema: docs/reference/problem.schema.json. */
export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly phase?: string | undefined
  readonly retryable: boolean
  readonly retryAfterMs?: number | undefined
  readonly 'violated-policies'?: readonly string[] | undefined
  readonly wouldAdmit?: { readonly model?: string | undefined; readonly maxOutputTokens: number } | undefined
  readonly advice?: 'wait' | 'shorten' | 'upgrade' | 'change-model' | undefined
  readonly upgradeUrl?: string | undefined
  readonly error: {
    readonly code: string
    readonly type: string
    readonly message: string
    readonly param?: string | undefined
  }
}

export const STATUS_OF: { readonly [Reason in DenialReason]: number } = {
  budget: 429,
  wall: 429,
  concurrency: 429,
  busy: 429,
  'too-large': 413,
  'unpriced-model': 400,
  closed: 409,
}

const QUOTA_EXCEEDED = 'https://iana.org/assignments/http-problem-types#quota-exceeded'
const OURS = 'https://github.com/llm-limit/llm-limit/blob/main/docs/errors'
/** Beyond this wait an SDK must not sleep in the middle of a request. */
const LONGEST_SDK_WAIT_MS = 30_000

export function replyTo(
  refusal: Refusal,
  options: { readonly words?: Partial<ProblemWords> | undefined; readonly random: () => number },
): RefusalReply {
  const kind = refusal.kind === 'denied' ? refusal.denied.reason : refusal.kind
  const { title, detail } = options.words?.[kind] ?? ENGLISH[kind]
  const waitMs = waitOf(refusal)
  const retryAfterSeconds =
    waitMs === undefined ? undefined : Math.ceil((waitMs + jitterOf(waitMs, options.random)) / 1000)
  const message = detail.replace('{wait}', waitWords(waitMs))
  const body =
    refusal.kind === 'denied'
      ? deniedBody(refusal.denied, refusal.upgradeUrl, title, message)
      : plainBody(refusal, title, message)
  const shouldRetry = waitMs === undefined || waitMs > LONGEST_SDK_WAIT_MS ? false : undefined
  return { status: body.status, retryAfterSeconds, shouldRetry, body }
}

/** Only ever later: up to a fifth of the wait, at most 30 s, so that the refused do not all come back at once. */
function jitterOf(waitMs: number, random: () => number): number {
  return Math.min(waitMs * 0.2, 30_000) * random()
}

function waitOf(refusal: Refusal): number | undefined {
  if (refusal.kind === 'unavailable') return refusal.retryAfterMs
  if (refusal.kind !== 'denied' || !Number.isFinite(refusal.denied.retryAfterMs)) return undefined
  return refusal.denied.retryAfterMs
}

function deniedBody(denied: Denied, upgradeUrl: string | undefined, title: string, detail: string): ProblemBody {
  const status = STATUS_OF[denied.reason]
  const isQuota = status === 429
  const retryable = Number.isFinite(denied.retryAfterMs)
  const shorter = denied.wouldAdmit
  const advice = adviceFor(denied, upgradeUrl)
  return {
    type: isQuota ? QUOTA_EXCEEDED : `${OURS}/${denied.reason}.md`,
    title,
    status,
    detail,
    ...(isCounted(denied) ? { phase: denied.phase } : {}),
    retryable,
    ...(retryable ? { retryAfterMs: denied.retryAfterMs } : {}),
    ...(isQuota ? { 'violated-policies': denied.violated } : {}),
    ...(shorter === undefined ? {} : { wouldAdmit: { maxOutputTokens: shorter.maxOutputTokens } }),
    ...(advice === undefined ? {} : { advice }),
    ...(upgradeUrl === undefined ? {} : { upgradeUrl }),
    error: {
      code: isQuota ? 'rate_limit_exceeded' : denied.reason.replaceAll('-', '_'),
      type: isQuota ? 'quota_exceeded' : 'invalid_request_error',
      message: detail,
    },
  }
}

/** Whether counters were looked at; otherwise nobody knows the phase. */
export function isCounted({ reason }: Denied): boolean {
  return reason !== 'unpriced-model' && reason !== 'closed'
}

function adviceFor(denied: Denied, upgradeUrl: string | undefined): ProblemBody['advice'] {
  if (denied.reason === 'closed') return undefined
  if (denied.reason === 'unpriced-model') return 'change-model'
  if (denied.wouldAdmit !== undefined || denied.reason === 'too-large') return 'shorten'
  return denied.reason === 'budget' && upgradeUrl !== undefined && denied.retryAfterMs > 3_600_000 ? 'upgrade' : 'wait'
}

function plainBody(refusal: Exclude<Refusal, { kind: 'denied' }>, title: string, detail: string): ProblemBody {
  const type = `${OURS}/${refusal.kind}.md`
  if (refusal.kind === 'unavailable') {
    const error = { code: 'budget_unavailable', type: 'server_error', message: detail }
    return { type, title, status: 503, detail, retryable: true, retryAfterMs: refusal.retryAfterMs, error }
  }
  if (refusal.kind === 'body-too-large') {
    return {
      type,
      title,
      status: 413,
      detail,
      retryable: false,
      error: { code: 'body_too_large', type: 'invalid_request_error', message: detail },
    }
  }
  const message = refusal.message
  const error = { code: 'invalid_body', type: 'invalid_request_error', message, param: refusal.param }
  return { type, title, status: 400, detail: message, retryable: false, error }
}

const SCALES = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const

function waitWords(waitMs: number | undefined): string {
  if (waitMs === undefined) return 'later'
  const seconds = Math.max(1, Math.ceil(waitMs / 1000))
  const [length, name] = SCALES.find(([length]) => seconds >= 2 * length) ?? [1, 'second']
  const count = Math.ceil(seconds / length)
  return `in ${count} ${name}${count === 1 ? '' : 's'}`
}
