import type { ProviderLimit } from '../provider-limits.js'
import type { Fields } from '../retry-after.js'
import { durationMs } from './duration.js'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Calendar months differ; nobody needs this one to the day. */
const MONTH_MS = 30 * DAY_MS
/** A number of seconds this large is an instant, and one a thousand times larger an instant in milliseconds. */
const EARLIEST_INSTANT_S = 1_000_000_000
const EARLIEST_INSTANT_MS = EARLIEST_INSTANT_S * 1_000

const PLAIN_NUMBER = /^\d+(?:\.\d+)?$/

type Unit = ProviderLimit['unit']
type Window = number | 'by-reset' | undefined

/** Names of the fields of one limit; a server sends those of one dialect. */
interface LimitFields {
  readonly unit: Unit
  /** `by-reset`: the dialect does not say, but its values do. */
  readonly window: Window
  readonly limit: string
  readonly remaining: string
  readonly reset?: string
}

const FIELDS: readonly LimitFields[] = [
  trio('requests', 'by-reset', 'requests'),
  trio('tokens', MINUTE_MS, 'tokens'),
  trio('tokens', MINUTE_MS, 'project-tokens'),
  // Mistral: no reset.
  ...perPeriod('x-ratelimit-', '-req', 'requests'),
  ...perPeriod('x-ratelimit-', '-tokens', 'tokens'),
  ...perPeriod('x-ratelimitbysize-', '', 'tokens'),
  { unit: 'tokens', window: undefined, ...named('ratelimitbysize-', '') },
  // OpenRouter, which names no unit; `reset` is an instant.
  { unit: 'requests', window: undefined, ...named('x-ratelimit-', '') },
]

function trio(unit: Unit, window: Window, name: string): LimitFields {
  return { unit, window, ...named('x-ratelimit-', `-${name}`) }
}

function named(prefix: string, suffix: string) {
  return {
    limit: `${prefix}limit${suffix}`,
    remaining: `${prefix}remaining${suffix}`,
    reset: `${prefix}reset${suffix}`,
  }
}

function perPeriod(prefix: string, infix: string, unit: Unit): LimitFields[] {
  return [
    { unit, window: MINUTE_MS, ...named(prefix, `${infix}-minute`) },
    { unit, window: MONTH_MS, ...named(prefix, `${infix}-month`) },
  ]
}

/** The limits that an answer of OpenAI, Azure, Groq, Mistral or OpenRouter names. The host is not known: the fields tell which it is. */
export function rateLimitsIn(headers: Fields, now: number): readonly ProviderLimit[] {
  const isGroq = headers.get('x-groq-region') !== null
  const limits: ProviderLimit[] = []
  for (const fields of FIELDS) {
    const limit = countIn(headers.get(fields.limit))
    const remaining = countIn(headers.get(fields.remaining))
    if (limit === undefined && remaining === undefined) continue
    const reset = fields.reset === undefined ? null : headers.get(fields.reset)
    const resetMs = resetIn(reset, now)
    const windowMs =
      fields.window === 'by-reset' ? requestsWindow({ isGroq, reset, resetMs, limit, remaining }) : fields.window
    limits.push({ unit: fields.unit, windowMs, limit, remaining, resetMs })
  }
  return limits
}

interface RequestsField extends Pick<ProviderLimit, 'limit' | 'remaining' | 'resetMs'> {
  readonly isGroq: boolean
  readonly reset: string | null
}

/**
 * Groq's requests are always those of a day, Azure's (whole seconds) of a minute. OpenAI has both and does not say which: it refills
 * evenly, so the time until it is whole again tells by how much was used.
 */
function requestsWindow({ isGroq, reset, resetMs, limit, remaining }: RequestsField): number | undefined {
  if (isGroq) return DAY_MS
  if (reset === null || resetMs === undefined) return undefined
  if (PLAIN_NUMBER.test(reset.trim())) return MINUTE_MS
  const used = limit === undefined || remaining === undefined ? 0 : limit - remaining
  const wholeMs = used > 0 ? (resetMs * (limit ?? 0)) / used : resetMs
  return wholeMs > HOUR_MS || resetMs > MINUTE_MS ? DAY_MS : MINUTE_MS
}

/** Some write `30,000`. Azure writes -1 for what it does not know. */
function countIn(text: string | null): number | undefined {
  if (text === null) return undefined
  const plain = text.trim().replaceAll(',', '')
  const count = PLAIN_NUMBER.test(plain) ? Math.floor(Number(plain)) : undefined
  return Number.isSafeInteger(count) ? count : undefined
}

/** A duration in Go's manner (OpenAI, Groq), seconds (Azure, Mistral), or an instant (OpenRouter). */
function resetIn(text: string | null, now: number): number | undefined {
  if (text === null) return undefined
  const plain = text.trim()
  if (!PLAIN_NUMBER.test(plain)) return durationMs(plain)
  const value = Number(plain)
  if (!Number.isSafeInteger(Math.ceil(value))) return undefined
  if (value < EARLIEST_INSTANT_S) return Math.ceil(value * 1_000)
  return Math.max(0, Math.ceil((value < EARLIEST_INSTANT_MS ? value * 1_000 : value) - now))
}
