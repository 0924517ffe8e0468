import { describe, expect, it } from '@jest/globals'
import type { JsonObject } from '../json.js'
import { generic } from './generic.js'

const count = (text: string): number => Math.ceil(text.length / 4)
const read = (body: JsonObject) => generic.read({ path: '/ai/chat', body }, count)
const event = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`

function stream(text: string) {
  const reader = generic.streamReader({ countTokens: count, hideUsage: true })
  const bytes = new TextEncoder().encode(text)
  expect(reader.push(bytes)).toBe(bytes)
  reader.end()
  return reader
}

describe('generic bodies', () => {
  it('are those with a prompt text or a list of messages', () => {
    expect(generic.recognises('/x', { prompt: 'hi' })).toBe(true)
    expect(generic.recognises('/x', { messages: [] })).toBe(true)
    expect(generic.recognises('/x', { prompt: ['hi'] })).toBe(false)
    expect(generic.recognises('/x', { input: 'hi' })).toBe(false)
  })

  it('count prompt, system text, messages and tools', () => {
    expect(read({ prompt: 'x'.repeat(400) }).inputTokens).toBe(103)
    expect(read({ prompt: 'abcd', system: 'abcd' }).inputTokens).toBe(5)
    expect(read({ messages: [{ role: 'user', content: 'abcd' }] }).inputTokens).toBe(8)
    expect(
      read({ messages: [{ role: 'user', parts: [{ type: 'text', text: 'x'.repeat(400) }] }] }).inputTokens,
    ).toBeGreaterThan(100)
  })

  it('bound AI SDK file and image parts without reading them as text', () => {
    const base64 = 'A'.repeat(400_000)
    const parts = [
      { type: 'image', image: base64 },
      { type: 'file', mediaType: 'image/png', url: `data:image/png;base64,${base64}` },
      { type: 'file', mediaType: 'image/png', data: base64 },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: base64 } },
    ]
    for (const part of parts)
      expect(read({ messages: [{ role: 'user', content: [part] }] }).inputTokens).toBeLessThan(5_000)
  })

  it('count a url, data or image member as text when it is text', () => {
    const output = { url: 'x'.repeat(4_000), data: 'x'.repeat(4_000), image: 'x'.repeat(4_000) }
    expect(
      read({ messages: [{ role: 'tool', content: [{ type: 'tool-result', output }] }] }).inputTokens,
    ).toBeGreaterThan(3_000)
  })

  it('have their cap under any of the common names, the largest counting', () => {
    expect(read({ prompt: '', maxTokens: 7 }).maxOutputTokens).toBe(7)
    expect(read({ prompt: '', maxOutputTokens: 5, max_tokens: 9 }).maxOutputTokens).toBe(9)
    expect(read({ prompt: '', maxTokens: '7' }).invalid?.param).toBe('maxTokens')
  })

  it('may name a model; anything else under that name is ignored', () => {
    expect(read({ prompt: '', model: 'gpt-5' }).model).toBe('gpt-5')
    expect(read({ prompt: '', model: { id: 1 } }).model).toBeUndefined()
    expect(read({ prompt: '', model: 'x'.repeat(1_000) })).toMatchObject({ model: undefined, invalid: undefined })
  })

  it('are rewritten only where the caller wrote something', () => {
    const rewrite = (body: JsonObject) => generic.rewrite({ path: '/', body }, { model: 'cheap', maxOutputTokens: 100 })
    expect(rewrite({ prompt: 'hi' })).toEqual({ prompt: 'hi' })
    expect(rewrite({ prompt: 'hi', model: 'dear', maxTokens: 900, max_tokens: 50 })).toEqual({
      prompt: 'hi',
      model: 'cheap',
      maxTokens: 100,
      max_tokens: 50,
    })
  })
})

describe('usage in answers to generic bodies', () => {
  it.each([
    ['OpenAI', { usage: { prompt_tokens: 5, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 1 } } }],
    ['AI SDK', { usage: { inputTokens: 5, outputTokens: 2, cachedInputTokens: 1 } }],
    [
      'OpenAI responses',
      { response: { usage: { input_tokens: 5, output_tokens: 2, input_tokens_details: { cached_tokens: 1 } } } },
    ],
    ['Anthropic', { usage: { input_tokens: 4, output_tokens: 2, cache_read_input_tokens: 1 } }],
  ])('is read in the manner of %s', (_, answer) => {
    expect(generic.usageOf(answer)).toEqual({ inputTokens: 5, outputTokens: 2, cacheReadTokens: 1 })
  })

  it('is undefined when there is none', () => {
    for (const answer of [
      undefined,
      null,
      'text',
      [],
      {},
      { usage: null },
      { usage: {} },
      { usage: { inputTokens: 'many' } },
    ]) {
      expect(generic.usageOf(answer)).toBeUndefined()
    }
  })

  it('is gathered from cumulative stream events', () => {
    const reader = stream(
      [
        event({ type: 'message_start', message: { model: 'claude-x', usage: { input_tokens: 4, output_tokens: 1 } } }),
        event({ type: 'content_block_delta', delta: { type: 'text_delta', text: 'abcd' } }),
        event({ type: 'message_delta', usage: { output_tokens: 3 } }),
      ].join(''),
    )
    expect(reader.usage()).toEqual({ model: 'claude-x', inputTokens: 4, outputTokens: 3 })
    expect(reader.delivered()).toBe(3)
  })

  it('may be missing: then text is counted', () => {
    expect(stream(event({ type: 'text-delta', delta: 'x'.repeat(40) })).delivered()).toBe(10)
    expect(generic.deliveredIn({ text: 'x'.repeat(40) }, count)).toBe(10)
    expect(generic.deliveredIn({ content: [{ type: 'text', text: 'x'.repeat(40) }] }, count)).toBe(10)
    expect(generic.deliveredIn({ choices: [{ message: { content: 'x'.repeat(40) } }] }, count)).toBe(10)
  })
})
