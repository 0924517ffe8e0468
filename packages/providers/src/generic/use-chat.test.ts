import { describe, expect, it } from '@jest/globals'
import type { JsonObject } from '../json.js'
import { generic } from './generic.js'

const count = (text: string): number => Math.ceil(text.length / 4)
const LONG = 'x'.repeat(4_000)

/** What useChat of AI SDK 5, 6 and 7 posts. */
const bodyOf = (...parts: readonly JsonObject[]): JsonObject => ({
  id: 'chat-1',
  messages: [
    { id: 'm-1', role: 'user', parts: [{ type: 'text', text: 'hi' }] },
    { id: 'm-2', role: 'assistant', parts: [{ type: 'step-start' }, ...parts] },
  ],
  trigger: 'submit-message',
})
const read = (...parts: readonly JsonObject[]) => generic.read({ path: '/api/chat', body: bodyOf(...parts) }, count)
const added = (...parts: readonly JsonObject[]): number => read(...parts).inputTokens - read().inputTokens

describe("useChat's body", () => {
  it('is recognised anywhere', () => {
    expect(generic.recognises('/api/chat', bodyOf())).toBe(true)
  })

  it.each([
    ['a text', { type: 'text', text: LONG, state: 'done' }],
    ['reasoning', { type: 'reasoning', text: LONG }],
    [
      "a tool's input",
      { type: 'tool-getWeather', toolCallId: 'call_1', state: 'input-available', input: { city: LONG } },
    ],
    [
      "a tool's output",
      { type: 'tool-getWeather', toolCallId: 'call_1', state: 'output-available', input: {}, output: { text: LONG } },
    ],
    ['a failed tool', { type: 'tool-getWeather', toolCallId: 'call_1', state: 'output-error', errorText: LONG }],
    [
      'a dynamic tool',
      { type: 'dynamic-tool', toolName: 'x', toolCallId: 'c', state: 'output-available', output: LONG },
    ],
    ['data', { type: 'data-weather', data: { text: LONG } }],
  ])('counts %s', (_, part) => {
    expect(added(part)).toBeGreaterThanOrEqual(1_000)
    expect(added(part)).toBeLessThan(1_060)
  })

  it('bounds files by their kind, inline or by their address', () => {
    const file = (mediaType: string, url: string): JsonObject => ({ type: 'file', mediaType, filename: 'a', url })
    const inline = `data:image/png;base64,${'A'.repeat(1_000_000)}`
    for (const url of [inline, 'https://example.com/a.png']) {
      expect(added(file('image/png', url))).toBeGreaterThan(4_700)
      expect(added(file('image/png', url))).toBeLessThan(5_000)
    }
    expect(added(file('application/pdf', `data:application/pdf;base64,${'A'.repeat(400_000)}`))).toBeGreaterThan(75_000)
    expect(read(file('application/pdf', 'https://example.com/a.pdf')).hidden).toEqual(['url'])
    expect(read(file('application/pdf', 'data:application/pdf;base64,AAAA')).hidden).toEqual([])
  })

  it('bounds sealed reasoning by its length', () => {
    const openai = { itemId: 'rs_1', reasoningEncryptedContent: 'A'.repeat(40_000) }
    const part = { type: 'reasoning', text: '', providerMetadata: { openai } }
    expect(added(part)).toBeGreaterThan(7_000)
    expect(added(part)).toBeLessThan(7_700)
  })

  it('is told apart by its parts', () => {
    expect(read({ type: 'text', text: 'a' }).fingerprint).not.toBe(read({ type: 'text', text: 'b' }).fingerprint)
  })
})
