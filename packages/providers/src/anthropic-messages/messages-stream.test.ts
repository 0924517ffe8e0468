import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { anthropicMessages } from './anthropic-messages.js'
import { event, toolAnswer, toolStream } from './recorded.fixture.js'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const count = (text: string): number => Math.ceil(text.length / 4)
const written = toolStream.map(event).join('')
const used = {
  model: 'claude-sonnet-4-5-20250929',
  inputTokens: 1_672,
  cacheReadTokens: 1_000,
  cacheWriteTokens: 200,
  longCacheWriteTokens: 50,
  outputTokens: 89,
}

function read(text: string, size = Number.POSITIVE_INFINITY) {
  const reader = anthropicMessages.streamReader({ countTokens: count })
  const bytes = encoder.encode(text)
  const passed: number[] = []
  for (let at = 0; at < bytes.length; at += size)
    passed.push(...reader.push(bytes.subarray(at, Math.min(bytes.length, at + size))))
  passed.push(...reader.end())
  return { reader, passed: decoder.decode(Uint8Array.from(passed)) }
}

const start = (usage: unknown) => ({ type: 'message_start', message: { model: 'claude-opus-5', usage } })
const delta = (usage: unknown) => ({ type: 'message_delta', delta: {}, usage })

describe('usage in a messages stream', () => {
  it('is the input of the first event, cached parts added, and the output of the last sum', () => {
    const { reader } = read(written)
    expect(reader.usage()).toEqual(used)
    expect(reader.finished).toBe(true)
  })

  it('is the same as in the JSON answer', () => {
    expect(anthropicMessages.usageOf(toolAnswer)).toEqual(used)
  })

  const input = { input_tokens: 10, cache_read_input_tokens: 1_000, cache_creation_input_tokens: 0 }

  it.each([
    ['once', [start({ ...input, output_tokens: 1 }), delta({ output_tokens: 7 })]],
    ['in every event, as sums', [start(input), delta({ output_tokens: 3 }), delta({ output_tokens: 7 })]],
    ['twice', [start(input), delta({ output_tokens: 7 }), delta({ output_tokens: 7 })]],
    [
      'with nulls for what did not change',
      [start(input), delta({ input_tokens: null, cache_read_input_tokens: null, output_tokens: 7 })],
    ],
    ['with the uncached part alone again', [start(input), delta({ input_tokens: 10, output_tokens: 7 })]],
    ['only at the end', [start(undefined), delta({ ...input, output_tokens: 7 })]],
    ['corrected upwards, as after a search', [start({ input_tokens: 1 }), delta({ ...input, output_tokens: 7 })]],
  ])('comes %s and is never added up', (_, events) => {
    expect(read(events.map(event).join('')).reader.usage()).toMatchObject({
      inputTokens: 1_010,
      cacheReadTokens: 1_000,
      outputTokens: 7,
    })
  })

  it('has no output before the model said how much: what was there at the start is not the answer', () => {
    const { reader } = read(toolStream.slice(0, 10).map(event).join(''))
    expect(reader.usage()).toEqual({ ...used, outputTokens: undefined })
    expect(reader.delivered()).toBeGreaterThan(20)
    expect(reader.finished).toBe(false)
  })

  it('may never come: then there is what was delivered', () => {
    const { reader } = read(event({ type: 'content_block_delta', delta: { type: 'text_delta', text: 'x'.repeat(40) } }))
    expect(reader.usage()).toBeUndefined()
    expect(reader.delivered()).toBe(10)
  })

  it('adds passes that the API keeps apart from its sums: compaction and advice', () => {
    const iterations = [
      { type: 'message', input_tokens: 10, output_tokens: 5 },
      { type: 'compaction', input_tokens: 100, cache_read_input_tokens: 50, output_tokens: 20 },
    ]
    const usage = { input_tokens: 10, output_tokens: 5, iterations }
    expect(anthropicMessages.usageOf({ usage })).toEqual({ inputTokens: 160, cacheReadTokens: 50, outputTokens: 25 })
    expect(anthropicMessages.usageOf({ usage: { ...usage, iterations: null } })).toEqual({
      inputTokens: 10,
      outputTokens: 5,
    })
  })

  it('takes an explicit 0 for a value and what is no number for nothing', () => {
    expect(anthropicMessages.usageOf({ usage: { input_tokens: 5, output_tokens: 0 } })).toEqual({
      inputTokens: 5,
      outputTokens: 0,
    })
    expect(anthropicMessages.usageOf({ usage: { input_tokens: '5', output_tokens: null } })).toBeUndefined()
    expect(anthropicMessages.usageOf({ type: 'error', error: {} })).toBeUndefined()
  })
})

describe('delivered()', () => {
  it('counts thinking, text and tool calls as the answering model would, in JSON as in a stream', () => {
    const text = "They want the weather.Okay, let's check the weather in Zürich 🚀:get_weather"
    const { reader } = read(toolStream.slice(0, -2).map(event).join(''))
    expect(reader.delivered()).toBe(Math.ceil(count(`${text}{"location": "Zürich"}`) * 1.35))
    expect(anthropicMessages.deliveredIn(toolAnswer, count)).toBe(
      Math.ceil(count(`${text}{"location":"Zürich"}`) * 1.35),
    )
  })

  it('is what the model said, once it did', () => {
    expect(read(written).reader.delivered()).toBe(used.outputTokens)
  })

  it('does not count what a server tool found', () => {
    const block = {
      type: 'web_search_tool_result',
      content: [{ type: 'web_search_result', encrypted_content: 'x'.repeat(999) }],
    }
    expect(read(event({ type: 'content_block_start', index: 0, content_block: block })).reader.delivered()).toBe(0)
    expect(anthropicMessages.deliveredIn({ content: [block] }, count)).toBe(0)
  })
})

describe('a messages stream on its way', () => {
  it('passes byte for byte in any chunks, pings, unknown events, comments and errors included', () => {
    const odd = [
      event({ type: 'from_tomorrow' }),
      'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
      ': comment\n\n',
      'event: ping\ndata: {"type":\n\n',
      'event: message_stop\r\ndata: {"type":"message_stop"}\r\n\r\n',
    ]
    for (const size of [1, 2, 3, 7, 64, Number.POSITIVE_INFINITY]) {
      const whole = written + odd.join('')
      expect(read(whole, size).passed).toBe(whole)
      expect(read(whole, size).reader.usage()).toEqual(used)
    }
  })

  it('is not finished by an error', () => {
    const broken = `${toolStream.slice(0, 9).map(event).join('')}event: error\ndata: {"type":"error","error":{"type":"api_error"}}\n\n`
    expect(read(broken).reader.finished).toBe(false)
  })

  it('passes on the very chunk when it ends with an event', () => {
    const reader = anthropicMessages.streamReader({ countTokens: count })
    const bytes = encoder.encode(written)
    expect(reader.push(bytes)).toBe(bytes)
  })

  it('is read the same in any chunks, and never throws', () => {
    const data = fc.oneof(fc.constantFrom<unknown>(...toolStream, start(5), delta(null), '[DONE]', '{'), fc.jsonValue())
    const sse = fc
      .array(data, { maxLength: 8 })
      .map((all) =>
        all.map((each) => `event: x\ndata: ${typeof each === 'string' ? each : JSON.stringify(each)}\n\n`).join(''),
      )
    fc.assert(
      fc.property(sse, fc.integer({ min: 1, max: 9 }), (text, size) => {
        const whole = read(text)
        const pieces = read(text, size)
        expect(pieces.reader.usage()).toEqual(whole.reader.usage())
        expect(pieces.reader.delivered()).toBe(whole.reader.delivered())
        expect(pieces.reader.finished).toBe(whole.reader.finished)
        expect(pieces.passed).toBe(text)
        expect(() => pieces.reader.stop()).not.toThrow()
      }),
      { numRuns: 500 },
    )
  })
})
