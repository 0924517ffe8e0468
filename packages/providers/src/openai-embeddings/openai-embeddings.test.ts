import { describe, expect, it } from '@jest/globals'
import type { JsonObject } from '../json.js'
import { openAiEmbeddings } from './openai-embeddings.js'

const PATH = '/v1/embeddings'
const count = (text: string): number => Math.ceil(text.length / 4)
const read = (body: JsonObject, path = PATH) => openAiEmbeddings.read({ path, body: { model: 'm', ...body } }, count)

describe('an embeddings call', () => {
  it.each([
    [PATH, { model: 'm', input: 'hi' }, true],
    ['/openai/v1/embeddings', { model: 'm', input: ['hi'] }, true],
    ['/openai/deployments/small/embeddings?api-version=1', { input: [1, 2] }, true],
    [PATH, { input: 'hi' }, false],
    [PATH, { model: 'm' }, false],
    [PATH, { model: 'm', input: 5 }, false],
    ['/v1/responses', { model: 'm', input: 'hi' }, false],
  ])('at %s with %j: %s', (path, body, expected) => {
    expect(openAiEmbeddings.recognises(path, body)).toBe(expected)
  })

  it.each([
    ['a text', 'abcdefgh', 2],
    ['texts', ['abcd', 'abcdefgh'], 3],
    ['tokens', [5, 70_000, 1], 3],
    ['lists of tokens', [[5, 70_000], [1]], 3],
    ['nothing', [], 0],
  ])('costs the tokens of %s and no more', (_, input, tokens) => {
    expect(read({ input }).inputTokens).toBe(tokens)
  })

  it('costs at least its text where inputs have parts', () => {
    const input = [
      { type: 'text', text: 'x'.repeat(400) },
      { type: 'image_url', image_url: { url: 'https://example.com' } },
    ]
    expect(read({ input }).inputTokens).toBeGreaterThan(4_000)
  })

  it('has no output and no stream, and no other model can answer it', () => {
    const call = read({ input: 'hi', stream: true })
    expect(call).toMatchObject({ model: 'm', maxOutputTokens: 0, stream: false, hidden: [], invalid: undefined })
    expect(call.servableBy?.('text-embedding-3-small')).toBe(false)
    const body = { model: 'm', input: 'hi' }
    const terms = { model: 'other', maxOutputTokens: 0 }
    expect(openAiEmbeddings.rewrite({ path: PATH, body }, terms)).toEqual(body)
  })

  it('has its deployment for a model', () => {
    expect(read({ input: 'hi' }, '/openai/deployments/small/embeddings').model).toBe('small')
  })

  it('is told apart by its input', () => {
    expect(read({ input: ['ab'] }).fingerprint).not.toBe(read({ input: ['a', 'b'] }).fingerprint)
    expect(read({ input: [1, 2] }).fingerprint).not.toBe(read({ input: [[1], [2]] }).fingerprint)
    expect(read({ input: 'a' }).fingerprint).toBe(read({ input: 'a', dimensions: 8 }).fingerprint)
  })

  it('that cannot be measured is invalid', () => {
    expect(read({ input: JSON.parse('['.repeat(1_000) + ']'.repeat(1_000)) }).invalid?.param).toBe('body')
    expect(read({ model: 'x'.repeat(1_000), input: 'hi' }).invalid?.param).toBe('model')
  })

  it('is billed its input', () => {
    expect(openAiEmbeddings.usageOf({ model: 'm', usage: { prompt_tokens: 8, total_tokens: 8 } })).toEqual({
      model: 'm',
      inputTokens: 8,
      outputTokens: 0,
    })
    expect(openAiEmbeddings.usageOf({ usage: { total_tokens: 8 } })).toEqual({ inputTokens: 8, outputTokens: 0 })
    for (const answer of [undefined, null, 'x', {}, { usage: null }, { usage: { prompt_tokens: '8' } }]) {
      expect(openAiEmbeddings.usageOf(answer)).toBeUndefined()
    }
  })
})
