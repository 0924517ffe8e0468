import { describe, expect, it } from '@jest/globals'
import type { JsonObject } from '../json.js'
import type { ReadCall } from '../wire.js'
import { openAiChat } from './openai-chat.js'

const PATH = '/v1/chat/completions'
const count = (text: string): number => Math.ceil(text.length / 4)
const read = (body: JsonObject, path = PATH): ReadCall => openAiChat.read({ path, body }, count)
const tokens = (body: JsonObject): number => read({ model: 'gpt-5', ...body }).inputTokens
const message = (content: unknown, more: JsonObject = {}) => ({ messages: [{ role: 'user', content, ...more }] })

describe('openAiChat.recognises', () => {
  const body = { model: 'gpt-5', messages: [] }

  it.each([
    '/v1/chat/completions',
    '/chat/completions',
    '/api/v1/chat/completions/',
    '/openai/v1/chat/completions?api-version=x',
    '/openai/deployments/prod/chat/completions?api-version=2024-10-21',
  ])('knows %s', (path) => {
    expect(openAiChat.recognises(path, body)).toBe(true)
  })

  it.each([
    '/v1/completions',
    '/v1/embeddings',
    '/ask?then=/chat/completions',
    '/chat/completions/1',
    '/chat',
    '/',
    '',
  ])('does not take %j', (path) => {
    expect(openAiChat.recognises(path, body)).toBe(false)
  })

  it('needs a model and messages, the model of a deployment being in the path', () => {
    expect(openAiChat.recognises(PATH, { messages: [] })).toBe(false)
    expect(openAiChat.recognises(PATH, { model: 'gpt-5', messages: 'hi' })).toBe(false)
    expect(openAiChat.recognises(PATH, { model: 5, messages: [] })).toBe(false)
    expect(openAiChat.recognises('/openai/deployments/prod/chat/completions', { messages: [] })).toBe(true)
  })
})

describe('openAiChat.read', () => {
  it('reads model, caps, choices and streaming', () => {
    const { servableBy, fingerprint, ...call } = read({
      model: 'gpt-4o',
      messages: [],
      max_tokens: 5,
      n: 3,
      stream: true,
      stream_options: { include_usage: true },
    })
    expect(call).toEqual({
      model: 'gpt-4o',
      inputTokens: 3,
      maxOutputTokens: 5,
      choices: 3,
      stream: true,
      wantsUsage: true,
      hidden: [],
      invalid: undefined,
    })
    expect(servableBy?.('gpt-4o-mini')).toBe(true)
    expect(fingerprint).toBeGreaterThan(0)
  })

  it('reserves on the largest cap that any server might honour', () => {
    expect(read({ messages: [], max_tokens: 1, max_completion_tokens: 50_000 }).maxOutputTokens).toBe(50_000)
    expect(read({ messages: [], max_tokens: 1, max_output_tokens: 900 }).maxOutputTokens).toBe(900)
  })

  it('takes the model from the path of an Azure deployment, whatever the body says', () => {
    const path = '/openai/deployments/my%20gpt/chat/completions?api-version=1'
    expect(read({ messages: [], model: 'other' }, path).model).toBe('my gpt')
    expect(read({ messages: [] }, '/openai/deployments/%E0%A4%A/chat/completions').model).toBe('%E0%A4%A')
  })

  it.each(['4096', [5], true, -1, 1.5, JSON.parse('1e309'), 2 ** 53, {}])('is invalid with the cap %p', (value) => {
    expect(read({ model: 'gpt-5', messages: [], max_completion_tokens: value }).invalid?.param).toBe(
      'max_completion_tokens',
    )
  })

  it.each([0, 129, '2', 1.5, [1]])('is invalid with n = %p', (n) => {
    expect(read({ model: 'gpt-5', messages: [], n }).invalid?.param).toBe('n')
  })

  it('is invalid with a model name no model has', () => {
    expect(read({ model: 'x'.repeat(65_536), messages: [] }).invalid?.param).toBe('model')
  })

  it('is invalid when nested too deep or cut into too many parts, anywhere in the body', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
    const wide = Array.from({ length: 300_000 }, () => ({}))
    for (const value of [deep, wide]) {
      expect(read({ model: 'gpt-5', messages: [{ role: 'user', content: value }] }).invalid?.param).toBe('body')
      expect(read({ model: 'gpt-5', messages: [], tools: value }).invalid?.param).toBe('body')
      expect(read({ model: 'gpt-5', messages: [], metadata: value }).invalid?.param).toBe('body')
      expect(read({ model: 'gpt-5', messages: [{ content: [{ image_url: value }] }] }).invalid?.param).toBe('body')
    }
  })

  it('fingerprints messages and tools, not the model or the caps', () => {
    const base = read({ model: 'gpt-5', messages: [{ role: 'user', content: 'hi' }] }).fingerprint
    const other = (body: JsonObject): number =>
      read({ messages: [{ role: 'user', content: 'hi' }], ...body }).fingerprint
    expect(other({ model: 'gpt-4o', max_tokens: 7, stream: true, temperature: 0.1 })).toBe(base)
    expect(other({ tools: [{ type: 'function', function: { name: 'f' } }] })).not.toBe(base)
    expect(other({ messages: [{ role: 'system', content: 'hi' }] })).not.toBe(base)
  })
})

describe('the input estimate', () => {
  it('is text, role and 3 a message, and 3 for the reply', () => {
    expect(tokens({ messages: [{ role: 'user', content: 'x'.repeat(400) }] })).toBe(3 + 3 + 1 + 100)
    expect(
      tokens({
        messages: [
          { role: 'user', content: 'abcd' },
          { role: 'user', content: 'abcd' },
        ],
      }),
    ).toBe(3 + 2 * (3 + 1 + 1))
  })

  it('counts text wherever it stands: names, parts, tool calls, schemas, unknown members and their names', () => {
    const base = tokens(message(''))
    const text = 'x'.repeat(4_000)
    expect(tokens(message([{ type: 'text', text }]))).toBeGreaterThanOrEqual(base + 1_000)
    expect(tokens(message([text]))).toBeGreaterThanOrEqual(base + 1_000)
    expect(tokens(message('', { name: text }))).toBe(base + 1_000)
    expect(
      tokens(
        message('', { tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: text } }] }),
      ),
    ).toBeGreaterThan(base + 1_000)
    expect(tokens(message('', { anything: { nested: [text] } }))).toBeGreaterThan(base + 1_000)
    expect(tokens(message('', { [text]: 1 }))).toBeGreaterThan(base + 1_000)
    expect(tokens({ ...message(''), tools: [{ function: { description: text } }] })).toBeGreaterThan(base + 1_000)
    expect(tokens({ ...message(''), functions: [{ description: text }] })).toBeGreaterThan(base + 1_000)
    expect(
      tokens({ ...message(''), response_format: { json_schema: { schema: { description: text } } } }),
    ).toBeGreaterThan(base + 1_000)
  })

  it('does not bill ids, unless text hides in them', () => {
    const withId = (id: string): number => tokens(message('', { tool_call_id: id }))
    expect(withId('call_abcdefghijklmnop')).toBe(tokens(message('')))
    expect(withId('x'.repeat(4_000))).toBeGreaterThan(1_000)
  })

  it('counts a tool of typical size at more than what models were seen to bill, below twice that', () => {
    const parameters = {
      type: 'object',
      properties: { location: { type: 'string', description: 'City and country, for example Bogotá, Colombia' } },
      required: ['location'],
      additionalProperties: false,
    }
    const tool = {
      type: 'function',
      function: { name: 'get_weather', description: 'Get current temperature for a given location.', parameters },
    }
    const added = tokens({ ...message(''), tools: [tool] }) - tokens(message(''))
    // ai-tokenizer's fit for gpt-5: 24 with tools, 6 a tool, 5 a property, and about 25 tokens of text.
    expect(added).toBeGreaterThan(60)
    expect(added).toBeLessThan(120)
  })

  it('bounds an image by its model and detail, and never counts a data: URL as text', () => {
    const url = `data:image/png;base64,${'A'.repeat(1_000_000)}`
    const image = (model: string, detail?: string): number =>
      tokens({
        model,
        ...message([{ type: 'image_url', image_url: { url, ...(detail === undefined ? {} : { detail }) } }]),
      }) - tokens({ model, ...message([{ type: 'image_url' }]) })
    expect(image('gpt-4o')).toBe(85 + 8 * 170)
    expect(image('gpt-4o', 'low')).toBe(85)
    expect(image('gpt-5', 'high')).toBe(70 + 8 * 140)
    expect(image('gpt-4o-mini-2024-07-18')).toBe(2_833 + 8 * 5_667)
    expect(image('gpt-5.4', 'high')).toBe(3_000)
    expect(image('gpt-5.5', 'original')).toBe(12_000)
    expect(image('gpt-5.6-sol')).toBe(36_000)
    expect(image('some-model')).toBe(4_784)
  })

  it('bounds audio and documents by their length, and names what the body only refers to', () => {
    const data = 'A'.repeat(400_000)
    const audio = tokens(message([{ type: 'input_audio', input_audio: { data, format: 'wav' } }]))
    expect(audio).toBeGreaterThan(300)
    expect(audio).toBeLessThan(500)
    const file = tokens(message([{ type: 'file', file: { file_data: data, filename: 'a.pdf' } }]))
    expect(file).toBeGreaterThan(75_000)
    expect(file).toBeLessThan(75_100)
    expect(read(message([{ type: 'file', file: { file_id: 'file-1' } }])).hidden).toEqual(['file_id'])
    expect(read({ messages: [], web_search_options: {} }).hidden).toEqual(['web_search_options'])
    expect(read(message('', { audio: { id: 'audio_1' } })).hidden).toEqual(['audio'])
    const properties = { audio: { type: 'string' }, file_id: { type: 'string' } }
    expect(read({ messages: [], tools: [{ function: { name: 'f', parameters: { properties } } }] }).hidden).toEqual([])
  })
})
