import assert from 'node:assert/strict'
import type { Limiter } from '@llm-limit/core'
import { createLimiter } from '../src/create-limiter.js'
import { createGuard } from '../src/guard.js'
import type { Llm } from '../src/llm.js'
import { fetchWithin } from '../src/metered-fetch.js'
import { guardWeb } from '../src/web-guard.js'

/** A request, and what the model answers to it. */
export interface FuzzedCall {
  readonly path: string
  readonly request: Uint8Array
  readonly answer: { readonly isStream: boolean; readonly chunks: readonly Uint8Array[]; readonly breaksOff: boolean }
  /** Chunks of the answer after which the client leaves; undefined: it stays. */
  readonly leavesAfter: number | undefined
  readonly budget: Budget
  readonly user: string
}

/** Tokens an hour: more than anything takes, and such that a short answer is refused, ends at the ceiling, or just fits. */
export const BUDGETS = { roomy: '2000M', small: '20', medium: '28', large: '40' } as const
export type Budget = keyof typeof BUDGETS

export interface GuardedCalls {
  /** One request through the guard and the call door, its answer back, in process. @returns what became of it. */
  check(call: FuzzedCall): Promise<string>
  close(): Promise<void>
}

const JSON_TYPE = { 'content-type': 'application/json' }

export function guardedCalls(): GuardedCalls {
  const limiters = new Map(
    Object.entries(BUDGETS).map(([budget, tokens]) => [
      budget,
      watched(
        createLimiter({
          quotas: [`${tokens} tokens / hour`, '100 concurrent'],
          ladder: 'wall',
          expects: budget === 'roomy' ? {} : { inputTokens: 10, outputTokens: 3 },
        }),
      ),
    ]),
  )
  return {
    async check(call) {
      const on = limiters.get(call.budget)
      assert.ok(on, call.budget)
      return checkCall(on, call)
    },
    async close() {
      for (const { limiter } of limiters.values()) await limiter.close()
    },
  }
}

interface Watched {
  readonly limiter: Limiter<'default'>
  /** Ledger lines and settlements since it was last asked. */
  ended(): Ended
}

interface Ended {
  readonly attempts: number
  readonly settlements: number
  /** How the last attempt ended. */
  readonly outcome: string | undefined
}

function watched(limiter: Limiter<'default'>): Watched {
  let outcomes: string[] = []
  let settlements = 0
  limiter.on('attempt-ended', ({ outcome }) => void outcomes.push(outcome))
  limiter.on('reservation-settled', () => void settlements++)
  return {
    limiter,
    ended() {
      const ended = { attempts: outcomes.length, settlements, outcome: outcomes.at(-1) }
      outcomes = []
      settlements = 0
      return ended
    },
  }
}

async function checkCall({ limiter, ended }: Watched, call: FuzzedCall): Promise<string> {
  const subject = { user: call.user }
  let calls = 0
  const handler = async (readable: Request, llm: Llm | undefined): Promise<Response> => {
    assert.ok(llm, 'a POST was not guarded')
    const body = await readable.text()
    const init = { method: 'POST', headers: JSON_TYPE, body }
    return fetchWithin(llm.admission, upstream, `https://model.example${call.path}`, init)
  }
  const upstream = async (): Promise<Response> => {
    calls += 1
    return answerOf(call)
  }
  const guard = createGuard({ limiter, subject: () => subject, log: false })
  const init = { method: 'POST', headers: JSON_TYPE, body: new Uint8Array(call.request) }
  const request = new Request(`https://app.example${call.path}`, init)
  const response = await guardWeb({ guard, request, address: undefined, handle: handler })
  assert.ok(response.status < 500, `status ${response.status}`)
  const passed = await readTo(response, call.leavesAfter)
  const { attempts, settlements, outcome } = ended()
  const isAdmitted = settlements > 0 || calls > 0
  assert.equal(settlements, isAdmitted ? 1 : 0, `${settlements} settlements, ${calls} calls`)
  assert.ok(attempts <= 1, `${attempts} ledger lines of one call`)
  await checkOpen(limiter, subject)
  const isWhole = response.ok && calls === 1 && call.leavesAfter === undefined && !call.answer.breaksOff
  if (isWhole && outcome !== 'stopped') checkPassed(call, passed)
  return isAdmitted ? (outcome ?? 'released') : `${response.status}`
}

/** Nothing is lost on the way; only what we asked for ourselves is taken out. */
function checkPassed({ path, answer }: FuzzedCall, passed: Uint8Array): void {
  const bytes = Buffer.concat(answer.chunks)
  const mayHide = answer.isStream && path.endsWith('/chat/completions')
  assert.ok(mayHide ? passed.length <= bytes.length : Buffer.compare(passed, bytes) === 0, 'bytes were changed')
}

async function checkOpen(limiter: Limiter<'default'>, subject: { readonly user: string }): Promise<void> {
  const { quotas } = await limiter.usage(subject)
  assert.equal(quotas.at(-1)?.used, 0, 'a reservation is open')
}

function answerOf({ answer }: FuzzedCall): Response {
  const { isStream, breaksOff } = answer
  let next = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = answer.chunks[next]
      next += 1
      // A copy: a byte stream takes the buffer away.
      if (chunk !== undefined) return controller.enqueue(chunk.slice())
      if (breaksOff) controller.error(new Error('The provider broke off.'))
      else controller.close()
    },
  })
  return new Response(body, { headers: { 'content-type': isStream ? 'text/event-stream' : 'application/json' } })
}

async function readTo(response: Response, chunks = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
  const reader = response.body?.getReader()
  const parts: Uint8Array[] = []
  try {
    while (reader !== undefined && parts.length < chunks) {
      const { done, value } = await reader.read()
      if (done) return Buffer.concat(parts)
      parts.push(value)
    }
    await reader?.cancel()
  } catch (cause) {
    assert.match(String(cause), /The provider broke off/)
  }
  return Buffer.concat(parts)
}
