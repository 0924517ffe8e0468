import { describe, expect, it } from '@jest/globals'
import { createLimiter, llmLimit } from '@llm-limit/edge'

interface Env {
  readonly KEY: string
  readonly STORE?: object
}

/** Statuses of one POST in each environment, where a limiter lets one pass. */
async function statusesIn(environments: readonly Env[]): Promise<number[]> {
  let made = 0
  const limiter = (_env: Env) => {
    made += 1
    return createLimiter({ quotas: [{ quota: '1 requests / hour', ladder: 'wall' }] })
  }
  const handler = llmLimit({ limiter, log: false }, async (_request, _env: Env) => new Response('Yes.'))
  const statuses: number[] = []
  for (const env of environments) {
    const request = new Request('https://app.test/ai', { method: 'POST', body: '{}' })
    statuses.push((await handler(request, env)).status)
  }
  expect(made).toBe(statuses.filter((status) => status === 200).length)
  return statuses
}

describe('a limiter made from the environment', () => {
  it('is one for all requests, also where the platform makes the object and its bindings anew', async () => {
    expect(await statusesIn([1, 2].map(() => ({ KEY: 'a', STORE: {} })))).toEqual([200, 429])
  })

  it('is another one where a value or a name is another', async () => {
    expect(await statusesIn([{ KEY: 'a' }, { KEY: 'b' }, { KEY: 'a', STORE: {} }, { KEY: 'a' }])).toEqual([
      200, 200, 200, 429,
    ])
  })
})

describe('the handler of a worker', () => {
  it('is given an llm for a GET too, which counts nothing', async () => {
    const limiter = createLimiter({ quotas: ['1 requests / hour'] })
    const handler = llmLimit({ limiter, log: false }, async (_request, _env, _context, llm) => {
      llm.settle({ inputTokens: 1_000, outputTokens: 1_000 })
      const call = await llm.reserve({ model: 'gpt-5', inputTokens: 1_000_000 })
      return Response.json([llm.isGuarded, llm.phase, call.outcome])
    })
    for (const _ of [1, 2])
      expect(await (await handler(new Request('https://app.test/'))).json()).toEqual([false, 'normal', 'admitted'])
  })
})
