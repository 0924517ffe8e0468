import { countIn, textIn } from './json.js'
import { isPhase, type Phase } from './phase.js'
import type { Quota, Terms } from './snapshot.js'
import { type Item, parseList, wholeNumber } from './structured-field.js'

/** What the fields of one response tell; undefined for what they do not tell, or not as docs/reference/http.md has it. */
export interface Told {
  readonly phase: Phase | undefined
  readonly percent: number | undefined
  readonly quotas: readonly Quota[] | undefined
  readonly terms: Terms | undefined
}

/** @returns undefined for a response that no guard has answered, and for one from a cache, whose fields are of another time. */
export function readFields(headers: Headers, now: number): Told | undefined {
  const phase = headers.get('LLM-Limit-Phase')
  if (phase === null || headers.has('Age')) return undefined
  return {
    phase: isPhase(phase) ? phase : undefined,
    percent: wholeNumber(headers.get('LLM-Limit-Used')),
    quotas: readQuotas(headers, now),
    terms: readTerms(headers),
  }
}

function readQuotas(headers: Headers, now: number): readonly Quota[] | undefined {
  const policies = readList(headers, 'RateLimit-Policy', policyOf)
  const standings = readList(headers, 'RateLimit', standingOf)
  const byName = new Map(policies?.map((policy) => [policy.name, policy]))
  return standings?.flatMap(({ name, remaining, moreAfterSeconds }) => {
    const policy = byName.get(name)
    if (policy === undefined) return []
    const { limit } = policy
    const percent = Math.max(0, Math.floor(100 - (100 * remaining) / Math.max(1, limit)))
    const moreAt = moreAfterSeconds === undefined ? undefined : now + moreAfterSeconds * 1000
    return [{ ...policy, remaining, percent, moreAt }]
  })
}

/** One item that is not as it must be spoils its field: draft-ietf-httpapi-ratelimit-headers-10, section 3. */
function readList<T>(headers: Headers, field: string, read: (item: Item) => T | undefined): readonly T[] | undefined {
  const values = parseList(headers.get(field) ?? '')?.map(read)
  return values?.every((value) => value !== undefined) === true ? values : undefined
}

function policyOf({ name, parameters }: Item): Pick<Quota, 'name' | 'unit' | 'limit' | 'windowSeconds'> | undefined {
  const limit = countIn(parameters, 'q')
  const windowSeconds = countIn(parameters, 'w')
  if (limit === undefined || ('w' in parameters && !windowSeconds)) return undefined
  const unit = parameters['qu'] === 'concurrent-requests' ? 'concurrency' : undefined
  return { name, unit, limit, windowSeconds }
}

function standingOf({ name, parameters }: Item) {
  const remaining = countIn(parameters, 'r')
  const moreAfterSeconds = countIn(parameters, 't')
  if (remaining === undefined || ('t' in parameters && moreAfterSeconds === undefined)) return undefined
  return { name, remaining, moreAfterSeconds }
}

/** `"degraded"` stands for a model that the server does not name. */
function readTerms(headers: Headers): Terms | undefined {
  const [item, another] = parseList(headers.get('LLM-Limit-Terms') ?? '') ?? []
  if (item === undefined || another !== undefined) return undefined
  const { name, parameters } = item
  return {
    model: name === 'degraded' ? undefined : name,
    insteadOf: textIn(parameters, 'instead-of'),
    maxOutputTokens: countIn(parameters, 'max-output'),
    delayMs: countIn(parameters, 'delay') ?? 0,
  }
}
