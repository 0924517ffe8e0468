import { describe, expect, it } from '@jest/globals'
import { type Limiter, nanoUsdOf } from '@llm-limit/core'
import { defaultPrices } from '@llm-limit/providers'
import { type BillLine, billTotal, type FakeModelServer, fakeModelServer, faults } from '@llm-limit/testing'
import OpenAI from 'openai'
import { createLimiter } from './create-limiter.js'
import { guardedApp } from './guarded-app.fixture.js'
import { meteredFetch } from './metered-fetch.js'

/** 8,000 tokens that the user never sent. */
const CONTEXT = 'word '.repeat(8_000)
const ADA = { user: 'ada' }

/** Three calls of 8,000 tokens fit, a fourth does not; of the five made, one fails and costs nothing. */
function smallBudget(): Limiter<'default'> {
  return createLimiter({
    quotas: [
      { quota: '30k tokens / hour', name: 'tokens', ladder: 'wall' },
      { quota: '$5 / day', name: 'money' },
      { quota: '9 concurrent', name: 'open' },
    ],
    expects: { outputTokens: 100 },
  })
}

/** The model fails at its third call; at the fourth it says on every chunk what it has used. */
async function model(): Promise<FakeModelServer> {
  const server = await fakeModelServer({ outputTokens: 20, countTokens: (text) => text.split(' ').length })
  server.next(
    {},
    {},
    { fault: faults.serverError() },
    { usage: 'every', fault: { kind: 'stalled', afterChunks: 9 } },
    {},
  )
  return server
}

/** What became of each of the five. */
async function callFiveTimes({ url }: FakeModelServer, question: string): Promise<string[]> {
  const openai = new OpenAI({ baseURL: url, apiKey: 'none', fetch: meteredFetch, maxRetries: 0 })
  const messages = [{ role: 'user' as const, content: `${CONTEXT}${question}` }]
  const ask = { model: 'gpt-5', messages, max_completion_tokens: 100 }
  const outcomes: string[] = []
  for (const call of [1, 2, 3, 4, 5]) {
    try {
      if (call === 4) await leaveStream(openai, ask)
      else await openai.chat.completions.create(ask)
      outcomes.push('answered')
    } catch (error) {
      outcomes.push(error instanceof OpenAI.APIError ? `${error.constructor.name} ${error.status}` : String(error))
    }
  }
  return outcomes
}

async function leaveStream(openai: OpenAI, ask: OpenAI.ChatCompletionCreateParamsNonStreaming): Promise<void> {
  const stream = await openai.chat.completions.create({ ...ask, stream: true })
  let chunks = 0
  for await (const _ of stream) {
    chunks += 1
    if (chunks === 9) break
  }
}

/** Nothing is open, and the counters are the sum of the bill of the three calls that ran. */
async function expectBalance(limiter: Limiter<'default'>, server: FakeModelServer): Promise<void> {
  await server.idle()
  const { bill } = server
  const { quotas } = await limiter.usage(ADA)
  const used = Object.fromEntries(quotas.map(({ name, used }) => [name, used]))
  const { calls, inputTokens, outputTokens } = billTotal(bill)
  expect(calls).toBe(3)
  expect(bill[2]).toMatchObject({ aborted: true, outputTokens: 8 })
  expect(used).toEqual({
    tokens: inputTokens + outputTokens,
    money: bill.reduce((sum, line) => sum + costOf(line), 0),
    open: 0,
  })
}

function costOf(line: BillLine): number {
  const price = defaultPrices.priceOf(line.model)
  return price === undefined ? Number.NaN : nanoUsdOf(price, line)
}

const FIVE = ['answered', 'answered', 'InternalServerError 500', 'answered', 'RateLimitError 429']

describe('a handler that adds context and makes five calls, of which the third fails and the fourth is aborted', () => {
  it('is charged what the model billed, and stopped at the call that does not fit (I1, I2, I3)', async () => {
    await using server = await model()
    const limiter = smallBudget()
    await using app = await guardedApp({ limiter, subject: () => ADA }, async (request) => {
      const { prompt } = await request.json()
      return Response.json(await callFiveTimes(server, prompt))
    })
    const answer = await fetch(app.origin, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ prompt: 'Where?' }),
    })
    expect(await answer.json()).toEqual(FIVE)
    expect(server.calls).toHaveLength(4)
    await expectBalance(limiter, server)
  })

  it('is charged and stopped the same without HTTP, through limiter.run (I1, I2, I3)', async () => {
    await using server = await model()
    const limiter = smallBudget()
    const result = await limiter.run({ subject: ADA }, () => callFiveTimes(server, 'Where?'))
    expect(result).toEqual({ outcome: 'admitted', value: FIVE })
    expect(server.calls).toHaveLength(4)
    await expectBalance(limiter, server)
  })

  it('is charged the same when it throws what stopped it (I2, I3)', async () => {
    await using server = await model()
    const limiter = smallBudget()
    const run = limiter.run({ subject: ADA }, async () => {
      await callFiveTimes(server, 'Where?')
      throw new Error('stopped')
    })
    await expect(run).rejects.toThrow('stopped')
    await expectBalance(limiter, server)
  })

  it('is refused as a value, and not run, when not even its first call fits (I16)', async () => {
    const limiter = smallBudget()
    const request = { subject: ADA, call: { inputTokens: 29_000 } }
    await limiter.run(request, async (admission) => admission.settle({ inputTokens: 29_000, outputTokens: 900 }))
    let ran = 0
    const result = await limiter.run(request, async () => {
      ran += 1
    })
    expect(result).toMatchObject({ outcome: 'denied', reason: 'wall', violated: ['tokens'] })
    expect(ran).toBe(0)
  })
})
