import { describe, expect, it } from '@jest/globals'
import OpenAI from 'openai'
import type { Behaviour, UsageMode } from '../behaviour.js'
import { fakeModelServer } from '../fake-model-server.js'

const hello = { model: 'gpt-5', messages: [{ role: 'user' as const, content: 'hello world' }] }

interface Seen {
  /** Of every chunk: its completion tokens, `null`, or `undefined` when the field was not there. */
  readonly usages: (number | null | undefined)[]
  readonly chunks: OpenAI.ChatCompletionChunk[]
  readonly billed: number | undefined
}

async function streamed(behaviour: Behaviour, includeUsage: boolean, n = 1): Promise<Seen> {
  await using server = await fakeModelServer({ outputTokens: 2, ...behaviour })
  const client = new OpenAI({ baseURL: server.url, apiKey: 'none', maxRetries: 0 })
  const stream_options = includeUsage ? { stream_options: { include_usage: true } } : {}
  const stream = await client.chat.completions.create({ ...hello, n, stream: true, ...stream_options })
  const chunks: OpenAI.ChatCompletionChunk[] = []
  for await (const chunk of stream) chunks.push(chunk)
  const usages = chunks.map(({ usage }) => (usage ? usage.completion_tokens : usage))
  return { usages, chunks, billed: server.bill[0]?.outputTokens }
}

describe('usage in a stream', () => {
  const modes: [UsageMode, asked: boolean, usages: (number | null | undefined)[]][] = [
    // One chunk each: the role, two words, the finish reason; in some modes one more without choices.
    ['last', true, [null, null, null, null, 2]],
    ['last', false, [undefined, undefined, undefined, undefined]],
    ['always', true, [null, null, null, null, 2]],
    ['always', false, [null, null, null, null, 2]],
    ['first', true, [2, undefined, undefined, undefined]],
    ['first', false, [2, undefined, undefined, undefined]],
    ['input-first', true, [0, undefined, undefined, undefined]],
    ['every', true, [0, 1, 2, 2, 2]],
    ['every', false, [0, 1, 2, 2]],
    ['twice', true, [null, null, null, 2, 2]],
    ['twice', false, [null, null, null, 2, 2]],
    ['never', true, [undefined, undefined, undefined, undefined]],
  ]

  it.each(modes)('%s, include_usage %p: %p', async (usage, asked, usages) => {
    const seen = await streamed({ usage }, asked)
    expect(seen.usages).toEqual(usages)
    expect(seen.billed).toBe(2)
  })

  it('comes in one more chunk without choices, before the end', async () => {
    const { chunks } = await streamed({}, true)
    expect(chunks.map((chunk) => chunk.choices.length)).toEqual([1, 1, 1, 1, 0])
  })

  it('is the sum of all choices, which take turns', async () => {
    const { chunks, usages, billed } = await streamed({}, true, 3)
    expect(chunks.map((chunk) => chunk.choices[0]?.index)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, undefined])
    expect(usages.at(-1)).toBe(6)
    expect(billed).toBe(6)
  })

  it('reports twice only on the last chunk with choices, however many choices end before', async () => {
    const { usages } = await streamed({ usage: 'twice' }, false, 2)
    expect(usages.filter((usage) => usage !== null)).toEqual([4, 4])
  })

  it('counts reasoning from the first chunk on', async () => {
    const { usages, chunks } = await streamed({ usage: 'every', outputTokens: 12, reasoningTokens: 10 }, false)
    expect(usages).toEqual([10, 11, 12, 12])
    expect(chunks.at(-1)?.usage?.completion_tokens_details?.reasoning_tokens).toBe(10)
  })
})

describe('usage in JSON', () => {
  async function reported(behaviour: Behaviour): Promise<unknown> {
    await using server = await fakeModelServer({ outputTokens: 2, ...behaviour })
    const response = await fetch(`${server.url}/chat/completions`, { method: 'POST', body: JSON.stringify(hello) })
    expect(server.bill[0]).toMatchObject({ inputTokens: 3, outputTokens: 2 })
    return ((await response.json()) as { usage?: unknown }).usage
  }

  it('is there in all modes but never', async () => {
    for (const usage of ['last', 'always', 'first', 'input-first', 'every', 'twice'] as const) {
      expect(await reported({ usage })).toMatchObject({ prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 })
    }
    expect(await reported({ usage: 'never' })).toBeUndefined()
  })

  it('tells cached and reasoning tokens, each at most its total', async () => {
    expect(await reported({ cacheReadTokens: 2, cacheWriteTokens: 5, reasoningTokens: 1 })).toMatchObject({
      prompt_tokens_details: { cached_tokens: 2, cache_write_tokens: 1 },
      completion_tokens_details: { reasoning_tokens: 1 },
    })
  })

  it('says whatever a behaviour makes of it, and bills the truth', async () => {
    expect(await reported({ reportUsage: () => ({ prompt_tokens: 0, completion_tokens: 'many' }) })).toEqual({
      prompt_tokens: 0,
      completion_tokens: 'many',
    })
    expect(await reported({ reportUsage: () => undefined })).toBeUndefined()
    expect(await reported({ reportUsage: () => null })).toBeNull()
  })
})
