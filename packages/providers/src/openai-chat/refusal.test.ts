import { describe, expect, it } from '@jest/globals'
import OpenAI, { RateLimitError } from 'openai'
import { openAiChat } from './openai-chat.js'

describe('a refusal', () => {
  it('is the rate-limit error of the official SDK, with code and type, and is not retried', async () => {
    let calls = 0
    const body = openAiChat.refusal({
      status: 429,
      code: 'rate_limit_exceeded',
      type: 'tokens',
      message: 'Budget used up.',
    })
    const fetch = async () => {
      calls += 1
      return Response.json(body, { status: 429, headers: { 'retry-after': '3600', 'x-should-retry': 'false' } })
    }
    const openai = new OpenAI({ apiKey: 'x', fetch })
    const error = await openai.chat.completions
      .create({ model: 'gpt-5', messages: [] })
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(RateLimitError)
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded', type: 'tokens' })
    expect(String(error)).toContain('Budget used up.')
    expect(calls).toBe(1)
  })
})
