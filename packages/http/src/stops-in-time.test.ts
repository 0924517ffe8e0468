import { describe, expect, it } from '@jest/globals'
import { fakeModelServer } from '@llm-limit/testing'
import OpenAI from 'openai'
import { createLimiter } from './create-limiter.js'
import { meteredFetch } from './metered-fetch.js'

const ADA = { user: 'ada' }
/** A token of the estimate is a word of these. */
const WORDS = ['word']
const CALL = { model: 'gpt-5', messages: [{ role: 'user' as const, content: 'Go on.' }] }

function policy(quota: string) {
  return createLimiter({ quotas: [quota as '1k tokens / hour'], expects: { outputTokens: 100 } })
}

async function runaway(ask: (client: OpenAI) => Promise<unknown>, quota = '1k tokens / hour', outputTokens = 100_000) {
  await using server = await fakeModelServer({ outputTokens, ignoresCap: true, words: WORDS })
  await using limiter = disposable(policy(quota))
  const stopped: unknown[] = []
  limiter.on('call-stopped', (event) => stopped.push(event))
  const client = new OpenAI({ baseURL: server.url, apiKey: 'none', fetch: meteredFetch })
  const ran = await limiter.run({ subject: ADA }, () => ask(client))
  await server.idle()
  const { quotas } = await limiter.usage(ADA)
  return {
    value: ran.outcome === 'admitted' ? ran.value : undefined,
    used: quotas[0]?.used ?? 0,
    stopped,
    bill: server.bill,
  }
}

function disposable(limiter: ReturnType<typeof policy>) {
  return Object.assign(limiter, { [Symbol.asyncDispose]: () => limiter.close() })
}

async function streamed(client: OpenAI, includeUsage: boolean) {
  const stream = await client.chat.completions.create({
    ...CALL,
    stream: true,
    ...(includeUsage ? { stream_options: { include_usage: true } } : {}),
  })
  const reasons: unknown[] = []
  let usage: OpenAI.CompletionUsage | null | undefined
  let text = ''
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? ''
    if (chunk.choices[0]?.finish_reason != null) reasons.push(chunk.choices[0].finish_reason)
    usage = chunk.usage ?? usage
  }
  return { reasons, usage, words: text.trim().split(/\s+/).length }
}

describe('an answer of 100,000 tokens on a budget of 1,000', () => {
  it.each([true, false])(
    'ends within one chunk of 120 %, and the SDK sees a normal end (usage asked for: %p)',
    async (asks) => {
      const { value, used, stopped, bill } = await runaway((client) => streamed(client, asks))
      const seen = value as Awaited<ReturnType<typeof streamed>>
      expect(seen.reasons).toEqual(['length'])
      expect(seen.usage === undefined).toBe(!asks)
      expect(used).toBeGreaterThan(1_190)
      expect(used).toBeLessThanOrEqual(1_202)
      expect(stopped).toHaveLength(1)
      expect(bill).toMatchObject([{ aborted: true }])
      expect(seen.words).toBeGreaterThan(900)
    },
  )

  it('goes to its end where there is room', async () => {
    const { value, used, stopped } = await runaway((client) => streamed(client, true), '10k tokens / hour', 3_000)
    expect((value as Awaited<ReturnType<typeof streamed>>).reasons).toEqual(['stop'])
    expect([used, stopped]).toEqual([3_002, []])
  })
})
