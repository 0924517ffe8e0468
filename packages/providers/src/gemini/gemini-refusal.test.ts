import { ApiError, GoogleGenAI } from '@google/genai'
import { describe, expect, it } from '@jest/globals'
import { gemini } from './gemini.js'

const REFUSAL = { status: 429, code: 'rate_limit_exceeded', type: 'quota_exceeded', message: 'Budget used up.' }

describe("a refusal in Gemini's shape", () => {
  it.each(['an answer', 'a stream'])(
    'is the ApiError of the official SDK with status 429, after one call, for %s',
    async (kind) => {
      let calls = 0
      const fetch = async () => {
        calls += 1
        return Response.json(gemini.refusal({ ...REFUSAL, retryAfterMs: 1_200 }), { status: 429 })
      }
      const { models } = new GoogleGenAI({ apiKey: 'x', httpOptions: { fetch } })
      const request = { model: 'gemini-2.5-flash', contents: 'hi' }
      const asked = kind === 'a stream' ? models.generateContentStream(request) : models.generateContent(request)
      const error = await asked.catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(ApiError)
      expect(error).toMatchObject({ status: 429 })
      expect(JSON.parse((error as ApiError).message)).toEqual({
        error: {
          code: 429,
          status: 'RESOURCE_EXHAUSTED',
          message: 'Budget used up.',
          details: [
            {
              '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
              reason: 'RATE_LIMIT_EXCEEDED',
              domain: 'llm-limit',
              metadata: { type: 'quota_exceeded' },
            },
            { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '2s' },
          ],
        },
      })
      expect(calls).toBe(1)
    },
  )

  it('is read as transient by our own reader, with the same wait', () => {
    const error = gemini.refusal({ ...REFUSAL, retryAfterMs: 7_000 })
    const { refusal } = gemini.limitsOf({ status: 429, headers: new Headers(), error, now: 0 })
    expect(refusal).toEqual({ kind: 'transient', retryAfterMs: 7_000 })
  })

  it('tells no delay that nobody knows', () => {
    expect(JSON.stringify(gemini.refusal({ ...REFUSAL, retryAfterMs: Number.POSITIVE_INFINITY }))).not.toContain(
      'RetryInfo',
    )
    expect(gemini.refusal({ ...REFUSAL, status: 503 })).toMatchObject({ error: { status: 'UNAVAILABLE' } })
  })
})
