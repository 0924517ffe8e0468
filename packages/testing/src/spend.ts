import type { Admission, Limiter, QuotaStatus, Subject } from '@llm-limit/core'
import { fullest, type Meter } from './fullest.js'

/** Below the length from which any model charges more for a token. */
const LONGEST_CALL = 100_000
const PROBE = 10_000

export interface SpendOptions {
  /** Whose weight, model and own quotas count. Default: the operation without settings of its own. */
  readonly operation?: string | undefined
}

/**
 * Uses up a share of a subject's budget as real requests would: by reserve and settle, at the weights and prices of the policy.
 * Every quota comes as near to the share as the others allow and none passes it, but for the one request or token that it takes at least.
 * With the default ladder the next request is in `warning` from 80 % on, in `soft` from 100 % and refused from 120 %.
 * @example await spend(limiter, { user: 'ada' }, '95 %')
 * @throws Error when the policy refuses to go that far, such as beyond 100 % of a quota without a ladder.
 */
export async function spend(
  limiter: Limiter,
  subject: Subject,
  share: `${number} %`,
  { operation }: SpendOptions = {},
): Promise<void> {
  const spender = { limiter, subject, operation }
  const meters = await metersOf(spender, readShare(share))
  const { inputTokens, outputTokens } = fullest(meters)
  const requests = Math.min(...meters.map(({ room, perRequest }) => Math.floor(room / perRequest + 1e-9)))
  if (requests < 1 && inputTokens + outputTokens === 0) return
  for (let done = 1; done < requests && requests !== Number.POSITIVE_INFINITY; done += 1) await request(spender, 0, 0)
  await request(spender, inputTokens, outputTokens)
}

interface Spender extends SpendOptions {
  readonly limiter: Limiter
  readonly subject: Subject
}

function readShare(share: string): number {
  const percent = Number(/^(\d{1,3}(?:\.\d+)?) ?%$/.exec(share)?.[1])
  if (Number.isNaN(percent)) throw new RangeError(`A share is written like '95 %', not '${share}'.`)
  return percent / 100
}

/** What is left of each quota below the share, and what requests and tokens take of it: tried out on a subject of its own. */
async function metersOf(spender: Spender, share: number): Promise<Meter[]> {
  const { limiter, subject } = spender
  if (limiter.mode === 'off') throw new Error(`spend() needs a limiter that counts; this one has mode 'off'.`)
  const { tier } = await limiter.usage(subject)
  const probe = { ...spender, subject: { user: `probe of spend() ${limiter.clock.now()} ${Math.random()}`, tier } }
  const input = await takenBy(probe, PROBE, 0)
  const output = await takenBy(probe, 0, PROBE)
  await limiter.reset(probe.subject)
  return (await statuses(spender)).map(({ unit, limit, used }, i) => ({
    limit,
    room: Math.max(0, limit * share - used),
    perRequest: unit === 'requests' ? (input[i] ?? 0) : 0,
    perInput: unit === 'requests' ? 0 : (input[i] ?? 0) / PROBE,
    perOutput: unit === 'requests' ? 0 : (output[i] ?? 0) / PROBE,
  }))
}

async function takenBy(probe: Spender, inputTokens: number, outputTokens: number): Promise<number[]> {
  const before = await statuses(probe)
  await request(probe, inputTokens, outputTokens)
  const after = await statuses(probe)
  return after.map(({ used }, i) => used - (before[i]?.used ?? 0))
}

async function statuses({ limiter, subject, operation }: Spender): Promise<readonly QuotaStatus[]> {
  const { quotas, operations } = await limiter.usage(subject)
  return [...quotas, ...(operation === undefined ? [] : (operations[operation] ?? []))]
}

/** One request, whose model calls use that much. */
async function request(spender: Spender, inputTokens: number, outputTokens: number): Promise<void> {
  const admission = await admitted(spender)
  const calls = Math.max(1, Math.ceil(inputTokens / LONGEST_CALL))
  const model = admission.terms.insteadOf ?? admission.terms.model
  for (let call = 0; call < calls; call += 1) {
    const decision = await admission.reserve({ model, inputTokens: 0, maxOutputTokens: 0 })
    if (decision.outcome !== 'admitted') throw new Error(`spend() was stopped at a model call: ${decision.outcome}.`)
    const input = Math.min(LONGEST_CALL, inputTokens - call * LONGEST_CALL)
    decision.settle({ model, inputTokens: input, outputTokens: call === 0 ? outputTokens : 0 })
  }
  await admission.end('finished')
}

async function admitted({ limiter, subject, operation }: Spender): Promise<Admission> {
  const decision = await limiter.reserve({ subject, operation, call: { inputTokens: 0, maxOutputTokens: 0 } })
  if (decision.outcome === 'admitted') return decision
  const why = decision.outcome === 'denied' ? `${decision.reason}: ${decision.violated.join(', ')}` : 'unavailable'
  throw new Error(`spend() was refused on its way (${why}). Ask for a smaller share, or reset the subject first.`)
}
