import Anthropic from '@anthropic-ai/sdk'
import { describe, expect, it } from '@jest/globals'
import { type Limiter, nanoUsdOf, type Usage } from '@llm-limit/core'
import { defaultPrices } from '@llm-limit/providers'
import { type BillLine, type FakeModelServer, fakeModelServer, faults } from '@llm-limit/testing'
import '../context.js'
import { createLimiter } from '../create-limiter.js'
import { meteredFetch } from '../metered-fetch.js'
import { meteredMiddleware } from '../metered-middleware.js'
import { anthropic, askAnthropic } from './anthropic.sdk.js'
import { ALL_CELLS } from './sdk.js'

const ADA = { user: 'ada' }
const QUOTAS = ['100k tokens / hour', '$5 / day'] as const
const ASK = { model: 'claude-opus-5-5', max_tokens: 400, messages: [{ role: 'user' as const, content: 'Where am I?' }] }

type Make = (server: FakeModelServer) => Anthropic

const DOORS: readonly (readonly [door: string, make: Make])[] = [
  ['fetch', ({ origin }) => new Anthropic({ baseURL: origin, apiKey: 'none', fetch: meteredFetch })],
  ['middleware', ({ origin }) => new Anthropic({ baseURL: origin, apiKey: 'none', middleware: [meteredMiddleware] })],
]

interface Line {
  readonly usage: Usage
  readonly nanoUsd: number
  readonly estimated: boolean
  readonly outcome: string
}

interface Ran<Value> {
  readonly lines: readonly Line[]
  readonly value?: Value
  readonly error?: unknown
}

/** What the work came to, and the lines that it left in the ledger. */
async function runWith<Value>(limiter: Limiter<'default'>, work: () => Promise<Value>): Promise<Ran<Value>> {
  const lines: Line[] = []
  limiter.on('attempt-ended', (line) => void lines.push(line))
  const result = await limiter.run({ subject: ADA, call: { inputTokens: 0, maxOutputTokens: 1 } }, () =>
    work().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    ),
  )
  return { lines, ...(result.outcome === 'admitted' ? result.value : {}) }
}

function costOf(line: BillLine): number {
  const price = defaultPrices.priceOf(line.model)
  return price === undefined ? Number.NaN : nanoUsdOf(price, line)
}

/** Of 10,000 tokens an hour; what passes 12,000 is refused. */
async function spent(tokens: number): Promise<Limiter<'default'>> {
  const limiter = createLimiter({ quotas: ['10k tokens / hour'] })
  await limiter.run({ subject: ADA }, (admission) => admission.settle({ inputTokens: tokens, outputTokens: 0 }))
  return limiter
}

describe.each(DOORS)('the Anthropic SDK with metered %s', (_, make) => {
  it.each(ALL_CELLS)('settles what the model billed, to the token: %j', async (cell) => {
    await using server = await fakeModelServer({
      outputTokens: 33,
      inputTokens: 5_000,
      cacheReadTokens: 3_000,
      cacheWriteTokens: 1_000,
      reasoningTokens: 9,
    })
    const { lines } = await runWith(createLimiter({ quotas: QUOTAS }), () => askAnthropic(make(server), cell))
    await server.idle()
    const [bill] = server.bill
    if (bill === undefined) throw new Error('Nothing was billed.')
    const { model, inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = bill
    expect(outputTokens).toBe(33)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({
      usage: { model, inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens },
      nanoUsd: costOf(bill),
      estimated: false,
      outcome: 'finished',
    })
  })

  it.each(['every', 'twice'] as const)('adds nothing up when usage comes %s', async (usage) => {
    await using server = await fakeModelServer({ outputTokens: 33, inputTokens: 100, usage })
    const { lines } = await runWith(createLimiter({ quotas: QUOTAS }), () =>
      askAnthropic(make(server), { stream: true, with: 'text' }),
    )
    expect(lines[0]?.usage).toMatchObject({ inputTokens: 100, outputTokens: 33 })
  })

  it.each([true, false])(
    'throws RateLimitError with errorCode after exactly one attempt (stream: %s)',
    async (stream) => {
      await using server = await fakeModelServer()
      const long = { ...ASK, messages: [{ role: 'user' as const, content: 'word '.repeat(2_000) }] }
      const limiter = await spent(11_500)
      let denials = 0
      limiter.on('call-denied', () => void denials++)
      const { error } = await runWith(limiter, async () => {
        const sdk = make(server)
        return stream ? sdk.messages.stream(long).finalMessage() : sdk.messages.create(long)
      })
      expect(anthropic.isRateLimitError(error)).toBe(true)
      expect(error).toMatchObject({ status: 429, type: 'rate_limit_error', errorCode: 'rate_limit_exceeded' })
      expect([denials, server.calls.length]).toEqual([1, 0])
    },
  )

  it('leaves one line for each attempt that cost something, and none for one that was turned away', async () => {
    await using server = await fakeModelServer({ outputTokens: 20 })
    const busy = { ...faults.overloaded(), status: 529, headers: { 'retry-after-ms': '1' } }
    server.next({ fault: busy }, { fault: busy }, {})
    const { lines } = await runWith(createLimiter({ quotas: QUOTAS }), () => make(server).messages.create(ASK))
    expect(server.calls.map(({ headers }) => headers['x-stainless-retry-count'])).toEqual(['0', '1', '2'])
    expect(lines.map(({ usage }) => usage.outputTokens)).toEqual([20])
  })

  it('sees a normal end where an answer that ran over its cap is ended at the hard ceiling', async () => {
    await using server = await fakeModelServer({
      outputTokens: 100_000,
      ignoresCap: true,
      toolCalls: [{ name: 'locate' }],
    })
    const limiter = createLimiter({ quotas: ['1k tokens / hour'], expects: { outputTokens: 100 } })
    const { value, lines } = await runWith(limiter, () => make(server).messages.stream(ASK).finalMessage())
    await server.idle()
    expect(value).toMatchObject({ stop_reason: 'max_tokens', content: [{ type: 'tool_use', name: 'locate' }] })
    expect(lines).toMatchObject([{ outcome: 'stopped' }])
    expect(value?.usage.output_tokens).toBeGreaterThan(900)
    expect((await limiter.usage(ADA)).quotas[0]?.used).toBeLessThan(1_250)
    expect(server.bill).toMatchObject([{ aborted: true }])
  })

  it('serves the cheaper Claude with a shorter answer where the rung says so, and the API takes it', async () => {
    await using server = await fakeModelServer({ outputTokens: 900 })
    const asked = { ...ASK, max_tokens: 1_000 }
    const { value } = await runWith(await spent(10_100), () => make(server).messages.create(asked))
    expect(server.calls[0]?.body).toEqual({ ...asked, model: 'claude-sonnet-5', max_tokens: 500 })
    expect(value).toMatchObject({ model: 'claude-sonnet-5', stop_reason: 'max_tokens' })
  })

  it('cuts thinking with the cap, so that the API still takes the call', async () => {
    await using server = await fakeModelServer({ outputTokens: 500 })
    const thinking = { type: 'enabled', budget_tokens: 1_300 } as const
    const asked = { ...ASK, model: 'claude-opus-4-5', max_tokens: 2_800, thinking }
    const { value } = await runWith(await spent(10_100), () => make(server).messages.create(asked))
    const served = { model: 'claude-haiku-4-5', max_tokens: 1_400, thinking: { ...thinking, budget_tokens: 1_024 } }
    expect(server.calls[0]?.body).toEqual({ ...asked, ...served })
    expect(value).toMatchObject({ model: 'claude-haiku-4-5', stop_reason: 'end_turn' })
  })
})
