import { asObject, countIn, type JsonObject, jsonObject, linkIn, textIn } from './json.js'
import { isPhase, type Phase } from './phase.js'
import { wholeNumber } from './structured-field.js'

/** Why a call was refused, in the words of the server. */
export interface Refusal {
  readonly status: number
  /** For people, as the server wrote it; undefined where the app answers in an envelope of its own (`onDenied`). */
  readonly title: string | undefined
  readonly detail: string | undefined
  /** What programs look at, such as `rate_limit_exceeded`. */
  readonly code: string | undefined
  /** Whether the same call can ever pass later. */
  readonly retryable: boolean
  /** Names of the quotas without room. */
  readonly violated: readonly string[]
  /** The longest answer that would pass now, in tokens. */
  readonly maxOutputTokens: number | undefined
  readonly advice: (typeof ADVICE)[number] | undefined
  /** Where to buy more: http, https, or a path. */
  readonly upgradeUrl: string | undefined
}

/** A refusal with all that is needed to give it again. */
export interface RefusedCall {
  readonly refusal: Refusal
  readonly phase: Phase | undefined
  /** As asked for by `Retry-After`, else by the body. */
  readonly waitMs: number | undefined
  readonly contentType: string
  readonly body: string
}

const ADVICE = ['wait', 'shorten', 'upgrade', 'change-model'] as const
const STATUSES: readonly number[] = [400, 409, 413, 429, 503]
const PROBLEM = 'application/problem+json'

/**
 * Reads a refusal of the guard: a problem of ours, or a 429 with our fields in an envelope of the app.
 * @returns undefined for any other response, whose body stays unread.
 */
export async function readRefusal(response: Response): Promise<RefusedCall | undefined> {
  const { status, headers } = response
  if (!STATUSES.includes(status)) return undefined
  const contentType = headers.get('Content-Type') ?? ''
  const isProblem = contentType.startsWith(PROBLEM)
  if (!isProblem && !(status === 429 && headers.has('LLM-Limit-Phase'))) return undefined
  const body = await response.clone().text()
  const problem = isProblem ? problemIn(body) : {}
  if (problem === undefined) return undefined
  const phase = problem['phase']
  const waitMs = problem['retryable'] === false ? undefined : waitOf(headers, problem)
  return {
    refusal: refusalOf(status, problem, waitMs !== undefined),
    phase: isPhase(phase) ? phase : undefined,
    waitMs,
    contentType,
    body,
  }
}

/** In whole seconds, at least one. `Retry-After` comes first: it is what the server spread so that not all come back at once. */
function waitOf(headers: Headers, problem: JsonObject): number | undefined {
  const exactMs = countIn(problem, 'retryAfterMs')
  const seconds =
    wholeNumber(headers.get('Retry-After')) ?? (exactMs === undefined ? undefined : Math.ceil(exactMs / 1000))
  return seconds === undefined ? undefined : Math.max(1, seconds) * 1000
}

/** The members that the schema of a refusal requires are there, with the types that it says. */
function problemIn(body: string): JsonObject | undefined {
  const problem = jsonObject(body)
  const isOurs =
    textIn(problem, 'title') !== undefined &&
    textIn(problem, 'detail') !== undefined &&
    typeof problem?.['retryable'] === 'boolean' &&
    textIn(asObject(problem?.['error']), 'code') !== undefined
  return isOurs ? problem : undefined
}

function refusalOf(status: number, problem: JsonObject, retryable: boolean): Refusal {
  const { advice, 'violated-policies': violated } = problem
  return {
    status,
    title: textIn(problem, 'title'),
    detail: textIn(problem, 'detail'),
    code: textIn(asObject(problem?.['error']), 'code'),
    retryable,
    violated: Array.isArray(violated) ? violated.filter((name) => typeof name === 'string') : [],
    maxOutputTokens: countIn(asObject(problem['wouldAdmit']), 'maxOutputTokens'),
    advice: ADVICE.find((known) => known === advice),
    upgradeUrl: linkIn(problem, 'upgradeUrl'),
  }
}
