import { describe, expect, it } from '@jest/globals'
import { wireOf } from '../wire-of.js'
import { geminiEmbeddings } from './gemini-embeddings.js'

const ONE = '/v1beta/models/gemini-embedding-001:embedContent'
const MANY = '/v1beta/models/gemini-embedding-001:batchEmbedContents'
const count = (text: string): number => Math.ceil(text.length / 4)
const content = { parts: [{ text: 'x'.repeat(4_000) }] }

describe("Gemini's embeddings", () => {
  it.each([
    [ONE, { content }],
    [MANY, { requests: [{ model: 'models/gemini-embedding-001', content }] }],
  ])('are read without any output: %s', (path, body) => {
    const found = wireOf(path, body)
    expect(found?.wire.name).toBe('gemini-embeddings')
    const call = geminiEmbeddings.read({ path, body }, count)
    expect(call).toMatchObject({ model: 'gemini-embedding-001', maxOutputTokens: 0, invalid: undefined })
    expect(call.inputTokens).toBeGreaterThanOrEqual(1_080)
    expect(call.inputTokens).toBeLessThan(1_140)
    expect(call.servableBy?.('gemini-embedding-2')).toBe(false)
    expect(geminiEmbeddings.rewrite({ path, body }, { maxOutputTokens: 5, model: 'x' })).toEqual(body)
  })

  it('cost their input and nothing else', () => {
    const answer = { embeddings: [{ values: [0.1] }] }
    expect(geminiEmbeddings.usageOf(answer)).toBeUndefined()
    expect(geminiEmbeddings.deliveredIn(answer, count)).toBe(0)
  })

  it('are not taken for a call without their input', () => {
    expect(wireOf(ONE, { requests: [] })).toBeUndefined()
    expect(wireOf(MANY, { content })).toBeUndefined()
  })
})
