import Anthropic, { RateLimitError } from '@anthropic-ai/sdk'
import { describe, expect, it } from '@jest/globals'
import { anthropicMessages } from './anthropic-messages.js'

const REFUSAL = { status: 429, code: 'rate_limit_exceeded', type: 'quota_exceeded', message: 'Budget used up.' }

describe('a refusal', () => {
  it('is the rate-limit error of the official SDK, with its code, and is not retried', async () => {
    let calls = 0
    const body = anthropicMessages.refusal(REFUSAL)
    const fetch = async () => {
      calls += 1
      return Response.json(body, { status: 429, headers: { 'retry-after': '3600', 'x-should-retry': 'false' } })
    }
    const anthropic = new Anthropic({ apiKey: 'x', fetch })
    const error = await anthropic.messages
      .create({ model: 'claude-opus-5-5', max_tokens: 9, messages: [] })
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(RateLimitError)
    expect(error).toMatchObject({ status: 429, type: 'rate_limit_error', errorCode: 'rate_limit_exceeded' })
    expect(error).toMatchObject({ apiMessage: 'Budget used up.' })
    expect(calls).toBe(1)
  })

  it.each([
    [400, 'invalid_request_error'],
    [413, 'request_too_large'],
    [422, 'invalid_request_error'],
    [503, 'api_error'],
  ])('has the type that the API has for %i: %s', (status, type) => {
    expect(anthropicMessages.refusal({ ...REFUSAL, status })['error']).toMatchObject({ type })
  })
})
