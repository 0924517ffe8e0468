import { describe, expect, it } from '@jest/globals'
import type { JsonObject } from '../json.js'
import type { ReadCall } from '../wire.js'
import { anthropicMessages } from './anthropic-messages.js'

const PATH = '/v1/messages'
const MODEL = 'claude-sonnet-4-5'
const count = (text: string): number => Math.ceil(text.length / 4)
const read = (body: JsonObject): ReadCall => anthropicMessages.read({ path: PATH, body }, count)
const tokens = (body: JsonObject): number => read({ model: MODEL, messages: [], ...body }).inputTokens
const user = (content: unknown) => ({ messages: [{ role: 'user', content }] })
/** What a part adds to a message. */
const added = (part: JsonObject, model = MODEL): number =>
  tokens({ model, ...user([part]) }) - tokens({ model, ...user([{ type: part['type'] }]) })

describe('anthropicMessages.recognises', () => {
  const body = { model: MODEL, messages: [] }

  it.each(['/v1/messages', '/v1/messages/', '/v1/messages?beta=true', '/anthropic/v1/messages'])('knows %s', (path) => {
    expect(anthropicMessages.recognises(path, body)).toBe(true)
  })

  it.each([
    '/v1/messages/count_tokens',
    '/v1/messages/batches',
    '/v1/complete',
    '/messages',
    '/ask?to=/v1/messages',
    '',
  ])('does not take %j', (path) => {
    expect(anthropicMessages.recognises(path, body)).toBe(false)
  })

  it('needs a model and messages', () => {
    expect(anthropicMessages.recognises(PATH, { messages: [] })).toBe(false)
    expect(anthropicMessages.recognises(PATH, { model: MODEL, messages: 'hi' })).toBe(false)
  })
})

describe('anthropicMessages.read', () => {
  it('reads model, cap and streaming, and hides nothing', () => {
    const { servableBy, fingerprint, ...call } = read({ model: MODEL, messages: [], max_tokens: 5, stream: true })
    expect(call).toEqual({
      model: MODEL,
      inputTokens: 3,
      maxOutputTokens: 5,
      cachesLong: false,
      stream: true,
      wantsUsage: true,
      hidden: [],
      invalid: undefined,
    })
    expect(servableBy?.('claude-haiku-4-5')).toBe(true)
    expect(fingerprint).toBeGreaterThan(0)
  })

  it('takes a cap of 0, which only warms the cache, for a value', () => {
    expect(read({ model: MODEL, messages: [], max_tokens: 0 })).toMatchObject({
      maxOutputTokens: 0,
      invalid: undefined,
    })
  })

  it('reserves on the largest cap of those that may answer', () => {
    const fallbacks = [{ model: 'claude-opus-4-8', max_tokens: 9_000 }, { model: 'claude-opus-4-6' }, null, 'x']
    expect(read({ model: MODEL, messages: [], max_tokens: 100, fallbacks }).maxOutputTokens).toBe(9_000)
    expect(read({ model: MODEL, messages: [], max_tokens: 100, fallbacks: 'default' }).maxOutputTokens).toBe(100)
  })

  it('sees what is to be cached for an hour, wherever it is said', () => {
    const cache_control = { type: 'ephemeral', ttl: '1h' }
    const part = { type: 'text', text: 'hi', cache_control }
    const bodies: readonly JsonObject[] = [
      { cache_control },
      { system: [part] },
      user([part]),
      { tools: [{ name: 'find', cache_control }] },
    ]
    for (const body of bodies) expect(read({ model: MODEL, messages: [], ...body }).cachesLong).toBe(true)
    const short = { ...part, cache_control: { type: 'ephemeral', ttl: '5m' } }
    expect(read({ model: MODEL, ...user([short]) }).cachesLong).toBe(false)
  })

  it.each(['4096', [5], true, -1, 1.5, JSON.parse('1e309'), 2 ** 53, {}])('is invalid with the cap %p', (value) => {
    expect(read({ model: MODEL, messages: [], max_tokens: value }).invalid?.param).toBe('max_tokens')
  })

  it('is invalid with a model name no model has, and when nested too deep', () => {
    expect(read({ model: 'x'.repeat(65_536), messages: [] }).invalid?.param).toBe('model')
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
    for (const name of ['system', 'messages', 'tools', 'metadata'])
      expect(read({ model: MODEL, messages: [], [name]: deep }).invalid?.param).toBe('body')
  })

  it('fingerprints system, messages and tools, not the model or the cap', () => {
    const base = read({ model: MODEL, ...user('hi') }).fingerprint
    const other = (body: JsonObject): number => read({ ...user('hi'), ...body }).fingerprint
    expect(other({ model: 'claude-opus-5', max_tokens: 7, stream: true, thinking: { type: 'adaptive' } })).toBe(base)
    expect(other({ model: MODEL, system: 'be brief' })).not.toBe(base)
    expect(other({ model: MODEL, tools: [{ name: 'find' }] })).not.toBe(base)
  })

  it('names what adds input that the body does not show, in words of its own', () => {
    const tools = [
      { type: 'web_search_20250305', name: 'web_search' },
      { type: 'code_execution_20260521' },
      { name: 'mine' },
    ]
    const body = { model: MODEL, ...user('hi'), tools, mcp_servers: [{ url: 'https://internal' }], container: 'c_1' }
    expect(read(body).hidden).toEqual(['web_search', 'code_execution', 'mcp_servers', 'container'])
    expect(read({ model: MODEL, ...user('hi'), tools: [{ name: 'web_search' }], mcp_servers: [] }).hidden).toEqual([])
    const pdf = (source: JsonObject) => read({ model: MODEL, ...user([{ type: 'document', source }]) }).hidden
    expect(pdf({ type: 'url', url: 'https://example.com/a.pdf' })).toEqual(['url'])
    expect(pdf({ type: 'file', file_id: 'file_1' })).toEqual(['file_id'])
    expect(pdf({ type: 'base64', media_type: 'application/pdf', data: 'AAAA' })).toEqual([])
  })
})

describe('the input estimate of a Claude call', () => {
  const text = 'x'.repeat(4_000)

  it('is what its own tokenizer makes of the text, system included', () => {
    expect(tokens(user(text)) - tokens(user(''))).toBe(1_350)
    expect(tokens({ system: text })).toBe(3 + 1_350)
    expect(
      tokens({ system: [{ type: 'text', text, cache_control: { type: 'ephemeral', ttl: '1h' } }] }),
    ).toBeGreaterThan(1_350)
    expect(tokens({ model: 'claude-opus-5-5', system: text })).toBe(3 + 1_760)
    expect(tokens({ model: 'deepseek-chat', system: text })).toBe(3 + 1_000)
  })

  it('counts text wherever it stands', () => {
    const places: readonly JsonObject[] = [
      { type: 'tool_use', id: 'toolu_1', name: 'find', input: { query: text } },
      { type: 'tool_result', tool_use_id: 'toolu_1', content: text },
      { type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text }] },
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: text } },
      { type: 'document', source: { type: 'content', content: [{ type: 'text', text }] } },
      { type: 'document', title: text },
      { type: 'thinking', thinking: text },
    ]
    for (const part of places) expect(added(part)).toBeGreaterThanOrEqual(1_350)
    const schema = { type: 'json_schema', schema: { description: text } }
    expect(tokens({ output_config: { format: schema } })).toBeGreaterThan(1_350)
  })

  it('bounds an image by the cap of its model: 28 px patches, 1,568 up to Claude 4.6 and 4,784 after it', () => {
    const sources: readonly JsonObject[] = [
      { type: 'base64', media_type: 'image/png', data: 'A'.repeat(1_000_000) },
      { type: 'url', url: 'https://example.com/a.png' },
      { type: 'file', file_id: 'file_1' },
    ]
    for (const source of sources) {
      expect(added({ type: 'image', source })).toBe(1_568)
      expect(added({ type: 'image', source }, 'claude-haiku-4-5-20251001')).toBe(1_568)
      expect(added({ type: 'image', source }, 'claude-opus-4-7')).toBe(4_784)
      expect(added({ type: 'image', source }, 'claude-sonnet-5')).toBe(4_784)
    }
    const inResult = { type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'image', source: sources[0] }] }
    expect(added(inResult)).toBeGreaterThanOrEqual(1_568)
    expect(added(inResult)).toBeLessThan(1_600)
  })

  it('bounds a PDF by its length', () => {
    const data = 'A'.repeat(400_000)
    const pdf = added({ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data } })
    expect(pdf).toBeGreaterThan(75_000)
    expect(pdf).toBeLessThan(75_100)
  })

  it('takes sealed thinking for a document, and text beside the same names for text', () => {
    const sealed = 'A'.repeat(4_000)
    expect(added({ type: 'thinking', thinking: '', signature: sealed })).toBeLessThan(800)
    expect(added({ type: 'redacted_thinking', data: sealed })).toBeLessThan(800)
    expect(added({ type: 'tool_use', id: 'toolu_1', name: 'find', input: { signature: sealed } })).toBeGreaterThan(
      1_350,
    )
  })

  it.each([
    ['claude-sonnet-4-5', { type: 'auto' }, 496],
    ['claude-sonnet-4-5', { type: 'any' }, 588],
    ['claude-opus-4-6', undefined, 497],
    ['claude-opus-4-7', { type: 'tool', name: 'find' }, 804],
    ['claude-opus-4-8', { type: 'none' }, 290],
  ])('adds the prompt that %s gets with tools, choice %j: %i', (model, tool_choice, prompt) => {
    const tool = {
      name: 'f',
      input_schema: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } },
    }
    const withTool = tokens({ model, ...user('hi'), tools: [tool], tool_choice })
    const fitted = 53 + 2 * 13
    expect(withTool - tokens({ model, ...user('hi') })).toBeGreaterThanOrEqual(prompt + fitted)
    expect(withTool - tokens({ model, ...user('hi') })).toBeLessThan(prompt + 2.5 * fitted)
  })

  it('adds no such prompt without tools, or for a model that is no Claude', () => {
    expect(tokens({ ...user('hi'), tools: [] }) - tokens(user('hi'))).toBeLessThan(30)
    const tools = [{ name: 'f' }]
    expect(
      tokens({ model: 'deepseek-chat', ...user('hi'), tools }) - tokens({ model: 'deepseek-chat', ...user('hi') }),
    ).toBeLessThan(50)
  })
})
