import { parseJson, type Refusal, type Wire } from '@llm-limit/providers'
import type { RefusalReason } from './events.js'
import type { TurnedBack } from './gate.js'

/** Of the body of an error: what it tells of limits stands at its beginning. */
const MOST_READ_BYTES = 64 * 1024

const WORDS: Readonly<Record<RefusalReason, Pick<Refusal, 'code' | 'message'>>> = {
  limit: { code: 'rate_limit_exceeded', message: "the provider's own limit for its model is reached." },
  transient: {
    code: 'rate_limit_exceeded',
    message: 'the provider turned calls away for its own limit, and is left alone.',
  },
  exhausted: {
    code: 'insufficient_quota',
    message: 'the provider said that the credit, a spend limit or the daily quota of its key is used up.',
  },
  overloaded: { code: 'provider_overloaded', message: 'the provider said that it is overloaded, and is left alone.' },
}

/** The answer to a call that was not sent, in the shape of its API. */
export function turnedBackAnswer({ refusal }: Wire, { reason, retryAfterMs }: TurnedBack): Response {
  const status = 429
  const { code, message } = WORDS[reason]
  const told = {
    status,
    code,
    type: 'provider_limit',
    message: `llm-limit did not send this call: ${message}`,
    retryAfterMs,
  }
  return new Response(JSON.stringify(refusal(told)), {
    status,
    headers: {
      'content-type': 'application/json',
      'retry-after': String(Math.ceil(retryAfterMs / 1000)),
      'x-should-retry': 'false',
    },
  })
}

/** The body of an error as JSON, read beside the answer: that may be handed on as it came. Undefined for any other answer. */
export async function errorIn(answer: Response): Promise<unknown> {
  if (answer.ok || answer.body === null || answer.bodyUsed) return undefined
  const reader = answer.clone().body?.getReader()
  if (reader === undefined) return undefined
  try {
    return parseJson(await beginningOf(reader))
  } catch {
    // It broke off, and whoever reads the answer will see so.
    return undefined
  } finally {
    reader.cancel().catch(() => {})
  }
}

async function beginningOf(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for (let length = 0; length <= MOST_READ_BYTES; ) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    length += value.length
    text += decoder.decode(value, { stream: true })
  }
  return ''
}

export function withoutRetry(answer: Response): Response {
  const headers = new Headers(answer.headers)
  headers.set('x-should-retry', 'false')
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers })
}
