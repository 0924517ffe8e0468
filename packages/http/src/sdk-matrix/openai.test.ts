import { describe, expect, it } from '@jest/globals'
import type { Limiter } from '@llm-limit/core'
import { type FakeModelServerOptions, fakeModelServer } from '@llm-limit/testing'
import OpenAI, { AzureOpenAI } from 'openai'
import '../context.js'
import { createLimiter } from '../create-limiter.js'
import { meteredFetch } from '../metered-fetch.js'

const ADA = { user: 'ada' }
const ASK = { model: 'gpt-5', input: 'Where?', max_output_tokens: 1_000 }
const MESSAGES = [{ role: 'user' as const, content: 'Where?' }]

interface Scene {
  readonly openai: OpenAI
  readonly azure: AzureOpenAI
}

/** What became of one request of the app: its value, what its model was asked and billed, and what the user spent. */
async function inScene<T>(
  { spent = 0, limit = '10k tokens / hour', ...server }: FakeModelServerOptions & { spent?: number; limit?: string },
  work: (scene: Scene) => PromiseLike<T>,
) {
  await using model = await fakeModelServer(server)
  const limiter: Limiter<'default'> = createLimiter({
    quotas: [{ quota: limit as '10k tokens / hour', name: 'tokens' }],
    expects: { outputTokens: 100 },
  })
  if (spent > 0) {
    await limiter.run({ subject: ADA }, (admission) => admission.settle({ inputTokens: spent, outputTokens: 0 }))
  }
  const common = { apiKey: 'none', fetch: meteredFetch }
  const scene = {
    openai: new OpenAI({ baseURL: model.url, ...common }),
    azure: new AzureOpenAI({ endpoint: model.origin, apiVersion: '2025-04-01-preview', ...common }),
  }
  const ran = await limiter.run({ subject: ADA }, () => Promise.resolve(work(scene)))
  await model.idle()
  const used = (await limiter.usage(ADA)).quotas[0]?.used ?? 0
  if (ran.outcome !== 'admitted') throw new Error('The request was refused.')
  return { value: ran.value, bodies: model.calls.map(({ body }) => body), bill: model.bill, settled: used - spent }
}

describe('a user above 100 %', () => {
  const soft = { spent: 10_200, outputTokens: 20 }

  it('is served a response by a cheaper model, shorter: from 105 % on by the cheapest', async () => {
    const { bodies, bill, settled } = await inScene(soft, ({ openai }) => openai.responses.create(ASK))
    expect(bodies).toEqual([{ ...ASK, model: 'gpt-5-nano', max_output_tokens: 500 }])
    expect(settled).toBe((bill[0]?.inputTokens ?? 0) + 20)
  })

  it('keeps the model of a deployment and of a stored prompt', async () => {
    const chat = { model: 'gpt-5', messages: MESSAGES, max_completion_tokens: 1_000 }
    const { bodies } = await inScene(soft, async ({ azure, openai }) => {
      await azure.chat.completions.create(chat)
      await openai.responses.create({ prompt: { id: 'pmpt_1' }, max_output_tokens: 1_000 })
    })
    expect(bodies).toEqual([
      { ...chat, max_completion_tokens: 500 },
      { prompt: { id: 'pmpt_1' }, max_output_tokens: expect.any(Number) },
    ])
  })

  it('is embedded by the model that was asked for, and pays for the input alone', async () => {
    const body = { model: 'text-embedding-3-small', input: ['Where?', [1, 2, 3]] as unknown as string[] }
    const asked = { ...body, encoding_format: 'float' as const }
    const { bodies, settled } = await inScene(soft, ({ openai }) => openai.embeddings.create(asked))
    expect(bodies).toEqual([asked])
    expect(settled).toBe(2 + 3)
  })
})

describe('a response that runs into the ceiling while it streams', () => {
  const runaway = { limit: '1k tokens / hour', outputTokens: 100_000, ignoresCap: true, words: ['word'] }

  it('ends for its SDK as at its cap, with the text so far', async () => {
    const { value, bill, settled } = await inScene(runaway, ({ openai }) =>
      openai.responses.stream({ ...ASK, stream: true }).finalResponse(),
    )
    expect(value).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } })
    expect(value.output).toMatchObject([{ type: 'message', status: 'incomplete' }])
    expect(value.output_text.split(' ').length).toBeGreaterThan(900)
    expect(bill).toMatchObject([{ aborted: true }])
    expect(settled).toBeGreaterThan(1_190)
    expect(settled).toBeLessThanOrEqual(1_202)
  })
})

describe('a response that breaks off', () => {
  it('without an end is charged what was seen of it', async () => {
    const fault = { kind: 'truncated', afterChunks: 20 } as const
    const { bill, settled } = await inScene({ outputTokens: 50, words: ['word'], fault }, async ({ openai }) => {
      for await (const _ of await openai.responses.create({ ...ASK, stream: true }));
    })
    expect(bill).toMatchObject([{ aborted: true, outputTokens: 16 }])
    expect(settled).toBeGreaterThanOrEqual(16)
    expect(settled).toBeLessThan(30)
  })
})

describe("a chat in another vendor's manner", () => {
  const chat =
    (model: string, stream: boolean) =>
    async ({ openai }: Scene) => {
      const body = { model, messages: MESSAGES, max_tokens: 100 }
      if (!stream) return void (await openai.chat.completions.create(body))
      for await (const _ of await openai.chat.completions.create({ ...body, stream }));
    }
  const usage = { outputTokens: 31, reasoningTokens: 6, inputTokens: 44, cacheReadTokens: 12 }

  it.each([
    ['mistral', 'mistral-large-2512', true],
    ['mistral', 'mistral-large-2512', false],
    ['groq', 'llama-3.3-70b-versatile', true],
    ['groq', 'llama-3.3-70b-versatile', false],
    ['openrouter', 'gpt-5', true],
    ['openrouter', 'gpt-5', false],
  ] as const)('of %s, with %s, stream %p: settles what was billed, to the token', async (vendor, model, stream) => {
    const { bill, settled } = await inScene({ vendor, ...usage }, chat(model, stream))
    expect(bill).toMatchObject([{ model, stream, inputTokens: 44, outputTokens: 31, aborted: false }])
    expect(settled).toBe(44 + 31)
  })
})
