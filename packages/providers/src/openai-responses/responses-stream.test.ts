import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { JsonObject } from '../json.js'
import { openAiResponses } from './openai-responses.js'
import { RECORDED, USAGE, written } from './recorded-stream.fixture.js'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const count = (text: string): number => Math.ceil(text.length / 4)

function read(text: string, { size = Number.POSITIVE_INFINITY } = {}) {
  const reader = openAiResponses.streamReader({ countTokens: count })
  const bytes = encoder.encode(text)
  const passed: number[] = []
  for (let at = 0; at < bytes.length; at += size)
    passed.push(...reader.push(bytes.subarray(at, Math.min(bytes.length, at + size))))
  passed.push(...reader.end())
  return { reader, passed: decoder.decode(Uint8Array.from(passed)) }
}

const last = (type: string, response: object): string => written([{ type, response: { model: 'gpt-5', ...response } }])
const delta = (type: string, text: string): string => written([{ type: `response.${type}.delta`, delta: text }])

describe('usage in a stream of a response', () => {
  const expected = { model: 'gpt-5', inputTokens: 37, cacheReadTokens: 8, cacheWriteTokens: 0, outputTokens: 91 }

  it.each(['response.completed', 'response.incomplete', 'response.failed'])('comes in %s, which ends it', (type) => {
    const { reader } = read(delta('output_text', 'a') + last(type, { usage: USAGE }))
    expect(reader.usage()).toEqual(expected)
    expect(reader.finished).toBe(true)
  })

  it.each([
    ['first', last('response.created', { usage: USAGE }) + delta('output_text', 'a')],
    ['twice', last('response.created', { usage: USAGE }) + last('response.completed', { usage: USAGE })],
    ['before null', last('response.created', { usage: USAGE }) + last('response.completed', { usage: null })],
    [
      'in every event, cumulative',
      last('response.created', { usage: { ...USAGE, output_tokens: 0 } }) +
        last('response.completed', { usage: USAGE }),
    ],
  ])('may come %s and is never added up', (_, text) => {
    expect(read(text).reader.usage()).toEqual(expected)
  })

  it('may never come: then there is what was delivered', () => {
    const { reader } = read(delta('output_text', 'x'.repeat(40)))
    expect(reader.usage()).toBeUndefined()
    expect(reader.delivered()).toBe(10)
    expect(reader.finished).toBe(false)
  })

  it('is read from a recorded stream', () => {
    const { reader, passed } = read(written(RECORDED))
    expect(reader.usage()).toEqual({ ...expected, model: 'gpt-5-2025-08-07', serviceTier: 'standard' })
    expect(reader.finished).toBe(true)
    expect(passed).toBe(written(RECORDED))
  })
})

describe('delivered()', () => {
  it.each([
    'output_text',
    'refusal',
    'reasoning_text',
    'reasoning_summary_text',
    'function_call_arguments',
    'custom_tool_call_input',
    'mcp_call_arguments',
    'code_interpreter_call_code',
    'audio.transcript',
  ])('counts the deltas of %s', (type) => {
    expect(read(delta(type, 'abcd')).reader.delivered()).toBe(1)
  })

  it('counts the names of called tools once, and neither sound, padding nor what is said again', () => {
    const said = written(RECORDED.slice(0, -1).filter(({ type }) => !String(type).endsWith('.delta')))
    expect(read(said).reader.delivered()).toBe(count('find'))
    expect(read(delta('audio', 'AAAA'.repeat(100))).reader.delivered()).toBe(0)
    expect(
      read(
        written([{ type: 'response.output_text.delta', delta: '', obfuscation: 'x'.repeat(80) }]),
      ).reader.delivered(),
    ).toBe(0)
  })
})

describe('any bytes in any chunks', () => {
  const data = fc.oneof(
    fc.constantFrom<JsonObject>(...RECORDED, { type: 'error', message: 'no' }),
    fc.record({
      type: fc.constantFrom(
        'response.output_item.added',
        'response.output_text.delta',
        'response.content_part.done',
        'x',
      ),
      output_index: fc.jsonValue(),
      content_index: fc.jsonValue(),
      item: fc.jsonValue(),
      part: fc.jsonValue(),
      delta: fc.jsonValue(),
    }),
    fc.dictionary(fc.string(), fc.jsonValue()),
  )
  const stream = fc.array(data, { maxLength: 8 }).map(written)

  it('are read and passed on the same', () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 1, max: 40 }), fc.boolean(), (text, size, isCut) => {
        const sent = isCut ? text.slice(0, -1) : text
        const whole = read(sent)
        const pieces = read(sent, { size })
        expect(pieces.reader.usage()).toEqual(whole.reader.usage())
        expect(pieces.reader.delivered()).toBe(whole.reader.delivered())
        expect(pieces.reader.finished).toBe(whole.reader.finished)
        expect(pieces.passed).toBe(sent)
        expect(decoder.decode(pieces.reader.stop())).toBe(decoder.decode(whole.reader.stop()))
      }),
      { numRuns: 500 },
    )
  })

  it('never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const reader = openAiResponses.streamReader({ countTokens: count })
        expect([...reader.push(bytes), ...reader.end()]).toEqual([...bytes])
        reader.stop()
      }),
    )
  })
})
