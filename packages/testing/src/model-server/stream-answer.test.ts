import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import OpenAI from 'openai'
import { type FakeModelServer, fakeModelServer } from './fake-model-server.js'

const call = {
  model: 'gpt-5',
  messages: [{ role: 'user' as const, content: 'hello world' }],
  stream: true as const,
  stream_options: { include_usage: true },
}

function open(server: FakeModelServer, signal?: AbortSignal) {
  const client = new OpenAI({ baseURL: server.url, apiKey: 'none', maxRetries: 0 })
  return client.chat.completions.create(call, { signal })
}

function textOf(chunks: readonly OpenAI.ChatCompletionChunk[]): string {
  return chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')
}

/** The role, five words, the finish reason, the usage. */
const CHUNKS = 8
const positions = Array.from({ length: CHUNKS + 1 }, (_, chunk) => chunk)

/** Reads `count` chunks, then leaves. */
async function leaveAfter(server: FakeModelServer, count: number): Promise<OpenAI.ChatCompletionChunk[]> {
  const stream = await open(server)
  const chunks: OpenAI.ChatCompletionChunk[] = []
  const iterator = stream[Symbol.asyncIterator]()
  while (chunks.length < count) chunks.push((await iterator.next()).value)
  stream.controller.abort()
  await server.idle()
  return chunks
}

describe('a streamed answer', () => {
  it('says the same as the JSON answer, in chunks of the given size', async () => {
    await using server = await fakeModelServer({ outputTokens: 5, tokensPerChunk: 2 })
    const chunks: OpenAI.ChatCompletionChunk[] = []
    for await (const chunk of await open(server)) chunks.push(chunk)
    const client = new OpenAI({ baseURL: server.url, apiKey: 'none' })
    const whole = await client.chat.completions.create({ model: call.model, messages: call.messages })
    expect(textOf(chunks)).toBe(whole.choices[0]?.message.content)
    expect(chunks.map((chunk) => chunk.choices[0]?.finish_reason)).toEqual([null, null, null, null, 'stop', undefined])
    expect(new Set(chunks.map(({ id }) => id))).toEqual(new Set([server.bill[0]?.id]))
    expect(server.bill).toMatchObject([
      { stream: true, aborted: false, outputTokens: 5 },
      { stream: false, aborted: false, outputTokens: 5 },
    ])
  })

  it('costs the same as the SDK sums up, when it is read through', async () => {
    await using server = await fakeModelServer({
      outputTokens: 40,
      tokensPerChunk: 7,
      reasoningTokens: 11,
      cacheReadTokens: 2,
    })
    const client = new OpenAI({ baseURL: server.url, apiKey: 'none' })
    const { usage } = await client.chat.completions.stream(call).finalChatCompletion()
    const [line] = server.bill
    expect(usage?.prompt_tokens).toBe(line?.inputTokens)
    expect(usage?.completion_tokens).toBe(line?.outputTokens)
    expect(usage?.prompt_tokens_details?.cached_tokens).toBe(line?.cacheReadTokens)
    expect(usage?.completion_tokens_details?.reasoning_tokens).toBe(line?.reasoningTokens)
  })

  it.each(positions)('costs the input and what was sent, when the client leaves after chunk %i', async (chunk) => {
    await using server = await fakeModelServer({ outputTokens: 5, fault: { kind: 'stalled', afterChunks: chunk } })
    const chunks = await leaveAfter(server, chunk)
    const words = textOf(chunks).split(' ').filter(Boolean).length
    expect(server.bill).toMatchObject([{ aborted: true, status: 200, inputTokens: 3, outputTokens: words }])
    expect(words).toBe(Math.min(5, Math.max(0, chunk - 1)))
  })

  it.each(positions)(
    'costs everything on a server that bills on, when the client leaves after chunk %i',
    async (chunk) => {
      await using server = await fakeModelServer({
        outputTokens: 5,
        onAbort: 'bills-on',
        fault: { kind: 'stalled', afterChunks: chunk },
      })
      await leaveAfter(server, chunk)
      expect(server.bill).toMatchObject([{ aborted: true, inputTokens: 3, outputTokens: 5 }])
    },
  )

  it('stops soon after the client left, without a fault', async () => {
    await using server = await fakeModelServer({ outputTokens: 5_000, chunkDelayMs: 2 })
    await leaveAfter(server, 4)
    const [line] = server.bill
    expect(line?.aborted).toBe(true)
    expect(line?.outputTokens).toBeGreaterThanOrEqual(3)
    expect(line?.outputTokens).toBeLessThan(4_000)
  })

  it('stops when the client does not read', async () => {
    const tokens = 3_000
    await using server = await fakeModelServer({ outputTokens: tokens, words: ['long'.repeat(5_000)] })
    const controller = new AbortController()
    const body = JSON.stringify(call)
    const response = await fetch(`${server.url}/chat/completions`, { method: 'POST', body, signal: controller.signal })
    await sleep(200)
    expect(response.bodyUsed).toBe(false)
    expect(server.open).toBe(1)
    controller.abort()
    await server.idle()
    expect(server.bill[0]?.outputTokens).toBeLessThan(tokens)
  })

  it.each([
    ['stops', 0],
    ['bills-on', 16],
  ] as const)('that has not begun, and JSON too: %s bills %i tokens of output', async (onAbort, outputTokens) => {
    await using server = await fakeModelServer({ firstByteDelayMs: 60_000, onAbort })
    for (const stream of [true, false]) {
      const controller = new AbortController()
      const body = JSON.stringify({ model: call.model, messages: call.messages, stream })
      const ended = expect(
        fetch(`${server.url}/chat/completions`, { method: 'POST', body, signal: controller.signal }),
      ).rejects.toThrow()
      while (server.open === 0 || server.calls.length === server.bill.length) await sleep(1)
      controller.abort()
      await ended
      await server.idle()
    }
    expect(server.bill).toMatchObject([
      { stream: true, status: undefined, aborted: true, inputTokens: 3, outputTokens },
      { stream: false, status: undefined, aborted: true, inputTokens: 3, outputTokens },
    ])
  })
})
