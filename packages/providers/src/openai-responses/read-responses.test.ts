import { describe, expect, it } from '@jest/globals'
import type { JsonObject } from '../json.js'
import type { ReadCall } from '../wire.js'
import { openAiResponses } from './openai-responses.js'

const PATH = '/v1/responses'
const count = (text: string): number => Math.ceil(text.length / 4)
const read = (body: JsonObject, path = PATH): ReadCall => openAiResponses.read({ path, body }, count)
const tokens = (body: JsonObject): number => read({ model: 'gpt-5', ...body }).inputTokens
const LONG = 'x'.repeat(4_000)

describe('openAiResponses.recognises', () => {
  it.each([
    '/v1/responses',
    '/responses/',
    '/api/v1/responses',
    '/openai/v1/responses',
    '/openai/responses?api-version=preview',
  ])('knows %s', (path) => {
    expect(openAiResponses.recognises(path, { model: 'gpt-5', input: 'hi' })).toBe(true)
  })

  it.each([
    '/v1/responses/resp_1/cancel',
    '/v1/responses/input_tokens',
    '/v1/responses/compact',
    '/v1/chat/completions',
    '/',
  ])('does not take %s', (path) => {
    expect(openAiResponses.recognises(path, { model: 'gpt-5', input: 'hi' })).toBe(false)
  })

  it.each([
    [{ model: 'gpt-5', input: [] }, true],
    [{ model: 'gpt-5', previous_response_id: 'resp_1' }, true],
    [{ model: 'gpt-5', conversation: { id: 'conv_1' } }, true],
    [{ prompt: { id: 'pmpt_1' } }, true],
    [{ model: 'gpt-5' }, false],
    [{ input: 'hi' }, false],
    [{ model: 5, input: 'hi' }, false],
    [{ model: 'gpt-5', input: 'hi', messages: [] }, false],
  ])('needs a model and something to answer: %j is %s', (body, expected) => {
    expect(openAiResponses.recognises(PATH, body)).toBe(expected)
  })

  it('takes the model of a deployment from the path', () => {
    const path = '/openai/deployments/prod/responses'
    expect(openAiResponses.recognises(path, { input: 'hi' })).toBe(true)
    expect(read({ input: 'hi' }, path)).toMatchObject({ model: 'prod' })
  })
})

describe('a responses call', () => {
  it('is read with model, cap, stream and tier', () => {
    const body = { model: 'gpt-5', input: 'hi', max_output_tokens: 200, stream: true, service_tier: 'flex' }
    expect(read(body)).toMatchObject({
      model: 'gpt-5',
      maxOutputTokens: 200,
      stream: true,
      wantsUsage: true,
      serviceTier: 'flex',
      hidden: [],
      invalid: undefined,
    })
    expect(read({ model: 'gpt-5', input: 'hi' }).maxOutputTokens).toBeUndefined()
  })

  it.each([
    ['a text', { input: LONG }],
    ['instructions', { instructions: LONG, input: 'hi' }],
    ['messages', { input: [{ role: 'user', content: LONG }] }],
    ['parts', { input: [{ role: 'user', content: [{ type: 'input_text', text: LONG }] }] }],
    [
      'an earlier answer',
      { input: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: LONG }] }] },
    ],
    ['an earlier call', { input: [{ type: 'function_call', call_id: 'c', name: 'f', arguments: LONG }] }],
    ['the result of a call', { input: [{ type: 'function_call_output', call_id: 'c', output: LONG }] }],
    ['tools', { input: 'hi', tools: [{ type: 'function', name: 'f', description: LONG, parameters: {} }] }],
    ['the variables of a stored prompt', { prompt: { id: 'pmpt_1', variables: { topic: LONG } } }],
    ['a schema', { input: 'hi', text: { format: { type: 'json_schema', name: 'x', schema: { description: LONG } } } }],
  ])('counts %s', (_, body) => {
    expect(tokens(body)).toBeGreaterThanOrEqual(1_000)
    expect(tokens(body)).toBeLessThan(1_100)
  })

  it('bounds an image by its model and detail, and never counts a data: URL as text', () => {
    const url = `data:image/png;base64,${'A'.repeat(1_000_000)}`
    const image = (model: string, detail?: string): number =>
      tokens({ model, input: [{ role: 'user', content: [{ type: 'input_image', image_url: url, detail }] }] })
    expect(image('gpt-5', 'low')).toBeGreaterThanOrEqual(70)
    expect(image('gpt-5', 'low')).toBeLessThan(90)
    expect(image('gpt-5', 'high')).toBeGreaterThanOrEqual(70 + 8 * 140)
    expect(image('gpt-5', 'high')).toBeLessThan(70 + 8 * 140 + 20)
  })

  it('bounds files and sealed reasoning by their length', () => {
    const data = 'A'.repeat(400_000)
    const file = { type: 'input_file', filename: 'a.pdf', file_data: `data:application/pdf;base64,${data}` }
    expect(tokens({ input: [{ role: 'user', content: [file] }] })).toBeLessThan(75_100)
    const sealed = tokens({ input: [{ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: data }] })
    expect(sealed).toBeGreaterThan(70_000)
    expect(sealed).toBeLessThan(75_100)
  })

  it.each([
    [{ input: 'hi', previous_response_id: 'resp_1' }, ['previous_response_id']],
    [{ input: 'hi', conversation: 'conv_1' }, ['conversation']],
    [{ prompt: { id: 'pmpt_1' } }, ['prompt']],
    [{ input: 'hi', tools: [{ type: 'web_search' }] }, ['tools']],
    [{ input: 'hi', tools: [{ type: 'file_search', vector_store_ids: ['vs_1'] }] }, ['tools']],
    [{ input: 'hi', tools: [{ type: 'mcp', server_url: 'https://example.com' }] }, ['tools']],
    [
      {
        input: 'hi',
        tools: [
          { type: 'function', name: 'f' },
          { type: 'custom', name: 'g' },
        ],
      },
      [],
    ],
    [{ input: [{ type: 'item_reference', id: 'msg_1' }] }, ['item_reference']],
    [{ input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'file-1' }] }] }, ['file_id']],
    [
      { input: [{ role: 'user', content: [{ type: 'input_file', file_url: 'https://example.com/a.pdf' }] }] },
      ['file_url'],
    ],
    [{ input: 'hi', previous_response_id: null, conversation: null, prompt: null }, []],
  ])('names what the body only refers to: %j', (body, hidden) => {
    expect(read({ model: 'gpt-5', ...body }).hidden).toEqual(hidden)
  })

  it('is the same prompt only after the same history', () => {
    const of = (body: JsonObject): number => read({ model: 'gpt-5', input: 'go on', ...body }).fingerprint
    expect(of({ previous_response_id: 'resp_1' })).toBe(of({ previous_response_id: 'resp_1', temperature: 0.5 }))
    expect(of({ previous_response_id: 'resp_1' })).not.toBe(of({ previous_response_id: 'resp_2' }))
    expect(of({ conversation: { id: 'conv_1' } })).not.toBe(of({ conversation: { id: 'conv_2' } }))
    expect(of({})).not.toBe(of({ instructions: 'Briefly.' }))
    expect(tokens({ input: 'hi', previous_response_id: 'resp_0123456789' })).toBe(tokens({ input: 'hi' }))
  })

  it.each([
    [{ max_output_tokens: '200' }, 'max_output_tokens'],
    [{ max_output_tokens: -1 }, 'max_output_tokens'],
    [{ model: 'x'.repeat(1_000) }, 'model'],
    [{ input: JSON.parse('['.repeat(1_000) + ']'.repeat(1_000)) }, 'body'],
  ])('that cannot be measured is invalid, not an exception: %#', (body, param) => {
    expect(read({ model: 'gpt-5', input: 'hi', ...body }).invalid?.param).toBe(param)
  })
})

describe('usage of a JSON answer', () => {
  const usage = {
    input_tokens: 120,
    input_tokens_details: {
      cached_tokens: 100,
      cache_write_tokens: 20,
      cache_write_tokens_details: { ttl_12h_tokens: 5 },
    },
    output_tokens: 30,
    output_tokens_details: { reasoning_tokens: 25 },
  }

  it('has cached input and reasoning in its totals, and the tier that was used', () => {
    expect(openAiResponses.usageOf({ model: 'gpt-5', service_tier: 'priority', usage })).toEqual({
      model: 'gpt-5',
      inputTokens: 120,
      cacheReadTokens: 100,
      cacheWriteTokens: 20,
      longCacheWriteTokens: 5,
      outputTokens: 30,
      serviceTier: 'priority',
    })
  })

  it("is not made of Anthropic's, whose names mean other things", () => {
    expect(
      openAiResponses.usageOf({ usage: { input_tokens: 1, cache_read_input_tokens: 9, output_tokens: 2 } }),
    ).toBeUndefined()
  })

  it('keeps the estimate of an answer that goes on in the background', () => {
    expect(openAiResponses.usageOf({ status: 'queued', output: [], usage: null })).toEqual({})
    expect(openAiResponses.usageOf({ status: 'completed', output: [] })).toBeUndefined()
    expect(openAiResponses.usageOf(undefined)).toBeUndefined()
  })

  it('may be missing: then the text of all items counts', () => {
    const output = [
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'abcd' }] },
      {
        type: 'message',
        content: [
          { type: 'output_text', text: 'abcd' },
          { type: 'refusal', refusal: 'abcd' },
        ],
      },
      { type: 'function_call', name: 'find', arguments: '{"a"' },
    ]
    expect(openAiResponses.deliveredIn({ output }, count)).toBe(5)
    for (const answer of [undefined, null, 'x', [], {}, { output: [null, 1, { content: 'x' }] }]) {
      expect(openAiResponses.deliveredIn(answer, count)).toBe(0)
    }
  })
})
