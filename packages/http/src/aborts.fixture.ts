import { setImmediate as nextTurn } from 'node:timers/promises'
import type { LimiterEvents } from '@llm-limit/core'
import { type BillLine, type FakeModelServer, type FakeModelServerOptions, fakeModelServer } from '@llm-limit/testing'
import './context.js'
import { createLimiter } from './create-limiter.js'
import { meteredFetch } from './metered-fetch.js'

const ADA = { user: 'ada' }
/** A token of the estimate is a word of these. */
const WORDS = ['word']
const MESSAGES = [{ role: 'user', content: 'Go on, and tell me all of it.' }]
const GEMINI = '/v1beta/models/gemini-2.5-pro'

/** One API, asked for a JSON answer or a stream. */
export interface Asked {
  readonly path: string
  readonly body: object
}

export type ApiName = 'openai-chat' | 'openai-responses' | 'anthropic-messages' | 'gemini'

export const APIS: Readonly<Record<ApiName, (stream: boolean) => Asked>> = {
  'openai-chat': (stream) => ({
    path: '/v1/chat/completions',
    // With usage: it is then nothing that is hidden, and every event of the provider is one of the client's.
    body: { model: 'gpt-5', messages: MESSAGES, ...(stream && { stream, stream_options: { include_usage: true } }) },
  }),
  'openai-responses': (stream) => ({
    path: '/v1/responses',
    body: { model: 'gpt-5', input: MESSAGES[0]?.content, stream },
  }),
  'anthropic-messages': (stream) => ({
    path: '/v1/messages',
    body: { model: 'claude-opus-5-5', max_tokens: 2_000, messages: MESSAGES, stream },
  }),
  gemini: (stream) => ({
    path: stream ? `${GEMINI}:streamGenerateContent?alt=sse` : `${GEMINI}:generateContent`,
    body: { contents: [{ role: 'user', parts: [{ text: MESSAGES[0]?.content }] }] },
  }),
}

/** What the client does with an answer that it does not read to its end. */
export type Leave = (controller: AbortController, reader: ReadableStreamDefaultReader<Uint8Array>) => unknown

export const WAYS: Readonly<Record<'aborts' | 'cancels', Leave>> = {
  aborts: (controller) => controller.abort(),
  cancels: (_, reader) => reader.cancel(),
}

/** What was billed, and what the limiter made of it. */
export interface Left {
  readonly bill: readonly BillLine[]
  readonly attempts: readonly LimiterEvents['attempt-ended'][]
  readonly settlements: readonly LimiterEvents['reservation-settled'][]
  /** Tokens charged. */
  readonly used: number
  /** Reservations that are open. */
  readonly open: number
  readonly events: number
}

/** Asks once within one reservation; `read` does with the answer as it likes. */
export async function askAndLeave(
  { path, body }: Asked,
  behaviour: FakeModelServerOptions,
  read: (ask: () => Promise<Response>, controller: AbortController, server: FakeModelServer) => Promise<number>,
): Promise<Left> {
  await using server = await fakeModelServer({ words: WORDS, ...behaviour })
  const limiter = createLimiter({
    quotas: ['100k tokens / hour', '4 concurrent'],
    expects: { outputTokens: 20 },
    ladder: 'wall',
  })
  const attempts: Left['attempts'][number][] = []
  const settlements: Left['settlements'][number][] = []
  limiter.on('attempt-ended', (event) => void attempts.push(event))
  const settled = new Promise<void>((resolve) =>
    limiter.on('reservation-settled', (event) => {
      settlements.push(event)
      resolve()
    }),
  )
  const controller = new AbortController()
  const headers = { 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify(body), signal: controller.signal }
  const ran = await limiter.run({ subject: ADA }, () =>
    read(() => meteredFetch(`${server.origin}${path}`, init), controller, server),
  )
  await settled
  await server.idle()
  const [tokens, concurrent] = (await limiter.usage(ADA)).quotas
  await limiter.close()
  return {
    bill: server.bill,
    attempts,
    settlements,
    used: tokens?.used ?? -1,
    open: concurrent?.used ?? -1,
    events: ran.outcome === 'admitted' ? ran.value : -1,
  }
}

/** Reads so many events of a stream; all of them by default. @returns how many came. */
export async function readEvents(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  most: number = Number.POSITIVE_INFINITY,
): Promise<number> {
  const decoder = new TextDecoder()
  let text = ''
  let events = 0
  while (events < most) {
    const { done, value } = await reader.read()
    if (done) break
    text += decoder.decode(value, { stream: true })
    events = text.split(/(?:\r?\n){2}/).filter((event) => event.includes('data: {')).length
  }
  return events
}

/** The request has arrived, and nothing was answered. */
export async function untilAsked(server: FakeModelServer): Promise<void> {
  while (server.calls.length === 0) await nextTurn()
}

export function bodyOf(response: Response): ReadableStreamDefaultReader<Uint8Array> {
  if (response.body === null) throw new Error('The answer has no body.')
  return response.body.getReader()
}
