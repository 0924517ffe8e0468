import { describe, expect, it } from '@jest/globals'
import { createLimiter } from './create-limiter.js'
import { guardedApp } from './guarded-app.fixture.js'
import { usageIn } from './usage-in.js'

const ADA = { user: 'ada' }
const GENERATE = '/v1beta/models/gemini-2.5-pro:generateContent'
const contents = [{ parts: [{ text: 'Where am I?' }] }]

describe('a guarded endpoint at which the path names the model', () => {
  it('shortens the answer in the body, and neither swaps the model nor says so', async () => {
    const limiter = createLimiter({ quotas: ['10k tokens / hour', '$5 / day'] })
    await limiter.run({ subject: ADA }, (admission) => admission.settle({ inputTokens: 10_100, outputTokens: 0 }))
    await using app = await guardedApp({ limiter, subject: () => ADA }, async (request, llm) =>
      Response.json({ body: await request.json(), terms: llm.terms, phase: llm.phase }),
    )
    const response = await fetch(app.origin + GENERATE, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ contents, generationConfig: { maxOutputTokens: 1_000 } }),
    })
    const { body, terms, phase } = await response.json()
    expect(phase).toBe('soft')
    expect(terms).toMatchObject({ model: 'gemini-2.5-pro', maxOutputTokens: 500 })
    expect(terms).not.toHaveProperty('insteadOf')
    expect(response.headers.get('llm-limit-terms')).not.toContain('flash')
    expect(body).toEqual({
      contents,
      generationConfig: { maxOutputTokens: 500, thinkingConfig: { thinkingBudget: 250 } },
    })
  })
})

describe('usage that a handler settles with', () => {
  it('may be usageMetadata as Gemini reports it', () => {
    const usageMetadata = { promptTokenCount: 12, candidatesTokenCount: 5, thoughtsTokenCount: 2, totalTokenCount: 19 }
    expect(usageIn(usageMetadata)).toEqual({ inputTokens: 12, outputTokens: 7 })
  })
})
