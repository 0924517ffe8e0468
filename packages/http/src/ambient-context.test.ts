import { describe, expect, it } from '@jest/globals'
import { fakeModelServer } from '@llm-limit/testing'
import { createLimiter } from './create-limiter.js'
import { meteredFetch } from './metered-fetch.js'

describe('a job with nothing but a limiter and a metered fetch', () => {
  it('is counted, without an import of a framework', async () => {
    await using server = await fakeModelServer({ inputTokens: 40, outputTokens: 10 })
    const limiter = createLimiter({ quotas: ['10k tokens / hour'] })
    const body = JSON.stringify({ model: 'gpt-5', messages: [{ role: 'user', content: 'hi' }] })
    await limiter.run({ subject: { user: 'ada' } }, async () => {
      const answer = await meteredFetch(`${server.url}/chat/completions`, { method: 'POST', body })
      await answer.json()
    })
    expect((await limiter.usage({ user: 'ada' })).quotas[0]?.used).toBe(50)
    await limiter.close()
  })
})
