import { setTimeout as sleep } from 'node:timers/promises'
import type { Admission, Decision, Limiter, Request } from '@llm-limit/core'
import type { Diary } from './diary.js'
import type { Draw } from './draws.js'

/** A call of a model as an app makes it. */
export interface Wanted {
  readonly user: string
  readonly inputTokens: number
  readonly maxOutputTokens: number
}

export interface Caller {
  readonly limiter: Limiter
  readonly diary: Diary
  readonly draw: Draw
  readonly org: string | undefined
}

/** Nothing that is asked of a limiter may take longer. */
const PATIENCE_MS = 3_000
const SECOND_LOOK_MS = 300

/** Asks, and writes down what was answered, and how soon. */
export async function ask(caller: Caller, wanted: Wanted): Promise<Decision | undefined> {
  const start = performance.now()
  const decision = await inTime(caller.diary, 'reserve', caller.limiter.reserve(requestOf(caller, wanted)))
  if (decision !== undefined) note(caller, wanted, decision, start)
  return decision
}

/** The same by `limiter.run`, which settles by itself what the work has not. */
export async function run(caller: Caller, wanted: Wanted, workMs: number): Promise<void> {
  const start = performance.now()
  const work = async (admission: Admission): Promise<void> => {
    note(caller, wanted, admission, start)
    await callModel(caller, admission, wanted, workMs)
  }
  const result = await inTime(caller.diary, 'run', caller.limiter.run(requestOf(caller, wanted), work))
  if (result !== undefined && result.outcome !== 'admitted') note(caller, wanted, result, start)
}

function requestOf({ org }: Caller, { user, ...call }: Wanted): Request {
  return { subject: { user, org }, call }
}

function note(
  { diary }: Caller,
  { user, inputTokens, maxOutputTokens }: Wanted,
  decision: Decision,
  start: number,
): void {
  const ms = Math.round(performance.now() - start)
  if (decision.outcome === 'admitted') {
    const used = decision.statuses.find(({ scope, unit }) => scope === 'user' && unit === 'tokens')?.used ?? 0
    diary.write({ is: 'admitted', ms, user, id: decision.id, used, held: inputTokens + maxOutputTokens })
  } else if (decision.outcome === 'denied') diary.write({ is: 'denied', ms, user, reason: decision.reason })
  else diary.write({ is: 'unavailable', ms, user })
}

/** The model answers, with less than was allowed; the app says so. */
export async function callModel(caller: Caller, admission: Admission, wanted: Wanted, workMs: number): Promise<void> {
  const { diary, draw } = caller
  if (workMs > 0) await sleep(workMs)
  const outputTokens = draw(wanted.maxOutputTokens + 1)
  const { id } = admission
  diary.write({ is: 'spent', id, units: wanted.inputTokens + outputTokens })
  await inTime(diary, 'settle', admission.settle({ inputTokens: wanted.inputTokens, outputTokens }))
  diary.write({ is: 'settled', id })
}

const CHUNK_MS = 40
const CHUNKS_A_RENEWAL = 5

/** The model answers token by token; the store hears of it now and then. */
export async function streamModel(caller: Caller, admission: Admission, wanted: Wanted): Promise<void> {
  const { diary } = caller
  const { inputTokens, maxOutputTokens } = wanted
  const { id } = admission
  const call = await admission.reserve({ inputTokens, maxOutputTokens })
  if (call.outcome !== 'admitted') return void (await admission.release())
  for (let sent = 1; sent <= maxOutputTokens; sent += 1) {
    await sleep(CHUNK_MS)
    void call.observe(sent)
    diary.write({ is: 'streamed', id, units: inputTokens + sent })
    if (sent % CHUNKS_A_RENEWAL !== 0) continue
    await inTime(diary, 'renew', admission.renew())
    diary.write({ is: 'renewed', id, units: inputTokens + sent })
  }
  diary.write({ is: 'spent', id, units: inputTokens + maxOutputTokens })
  call.settle({ inputTokens, outputTokens: maxOutputTokens })
  await inTime(diary, 'settle', admission.end('finished'))
  diary.write({ is: 'settled', id })
}

/** The answer; `undefined` when it does not come at all, which no limiter may do. */
async function inTime<Value>(diary: Diary, what: string, answer: Promise<Value>): Promise<Value | undefined> {
  const waiting = new AbortController()
  try {
    return await Promise.race([answer, tooLate(diary, what, waiting.signal)])
  } catch (error) {
    diary.write({ is: 'broken', what: `${what} threw ${String(error)}` })
    return undefined
  } finally {
    waiting.abort()
  }
}

/** In two steps: where the process itself stood still, the answer comes between them. */
async function tooLate(diary: Diary, what: string, signal: AbortSignal): Promise<undefined> {
  try {
    await sleep(PATIENCE_MS, undefined, { signal, ref: false })
    await sleep(SECOND_LOOK_MS, undefined, { signal, ref: false })
    diary.write({ is: 'broken', what: `${what} took longer than ${PATIENCE_MS} ms` })
  } catch {
    // The answer came.
  }
  return undefined
}
