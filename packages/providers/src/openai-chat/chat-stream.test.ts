import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import OpenAI from 'openai'
import { openAiChat } from './openai-chat.js'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const count = (text: string): number => Math.ceil(text.length / 4)
const event = (data: unknown): string => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
const chunk = (delta: object, more: object = {}) => ({
  id: 'c1',
  object: 'chat.completion.chunk',
  model: 'gpt-5',
  choices: [{ index: 0, delta, finish_reason: null }],
  ...more,
})
const usage = { prompt_tokens: 12, completion_tokens: 7, total_tokens: 19, prompt_tokens_details: { cached_tokens: 4 } }
const usageChunk = { ...chunk({}), choices: [], usage }

function read(text: string, { hideUsage = false, size = Number.POSITIVE_INFINITY } = {}) {
  const reader = openAiChat.streamReader({ countTokens: count, hideUsage })
  const bytes = encoder.encode(text)
  const passed: number[] = []
  for (let at = 0; at < bytes.length; at += size)
    passed.push(...reader.push(bytes.subarray(at, Math.min(bytes.length, at + size))))
  passed.push(...reader.end())
  return { reader, passed: decoder.decode(Uint8Array.from(passed)) }
}

/** What the official SDK makes of a stream. */
async function seenBySdk(text: string): Promise<unknown[]> {
  const fetch = async () => new Response(text, { headers: { 'content-type': 'text/event-stream' } })
  const openai = new OpenAI({ apiKey: 'x', fetch })
  const stream = await openai.chat.completions.create({ model: 'gpt-5', messages: [], stream: true })
  const chunks: unknown[] = []
  for await (const each of stream) chunks.push(each)
  return chunks
}

describe('usage in a chat stream', () => {
  const expected = { model: 'gpt-5', inputTokens: 12, outputTokens: 7, cacheReadTokens: 4 }

  it.each([
    ['last', [chunk({ content: 'a' }), usageChunk]],
    ['first', [usageChunk, chunk({ content: 'a' })]],
    ['twice', [usageChunk, chunk({ content: 'a' }), usageChunk]],
    ['in the last chunk with a choice', [chunk({ content: 'a' }), chunk({}, { usage })]],
    [
      'in every chunk, cumulative',
      [chunk({ content: 'a' }, { usage: { ...usage, completion_tokens: 1 } }), chunk({ content: 'b' }, { usage })],
    ],
    ['before nulls', [usageChunk, chunk({ content: 'a' }, { usage: null })]],
  ])('comes %s and is never added up', (_, chunks) => {
    const { reader } = read([...chunks, '[DONE]'].map(event).join(''))
    expect(reader.usage()).toEqual(expected)
    expect(reader.finished).toBe(true)
  })

  it('may never come: then there is what was delivered', () => {
    const { reader } = read(event(chunk({ content: 'x'.repeat(40) })))
    expect(reader.usage()).toBeUndefined()
    expect(reader.delivered()).toBe(10)
    expect(reader.finished).toBe(false)
  })

  it('takes an explicit 0 for a value', () => {
    expect(read(event({ usage: { prompt_tokens: 5, completion_tokens: 0 } })).reader.usage()).toEqual({
      inputTokens: 5,
      outputTokens: 0,
    })
  })

  it('counts in an event that the stream breaks off after', () => {
    expect(read(event(usageChunk).trimEnd()).reader.usage()).toEqual(expected)
  })
})

describe('delivered()', () => {
  it('counts text, refusals, reasoning and tool calls of all choices', () => {
    const deltas = [
      { content: 'abcd' },
      { refusal: 'abcd' },
      { reasoning_content: 'abcd' },
      { tool_calls: [{ index: 0, id: 'call_1', function: { name: 'find', arguments: '' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{"a"' } }] },
    ]
    expect(read(deltas.map((delta) => event(chunk(delta))).join('')).reader.delivered()).toBe(5)
    const two = { choices: [{ delta: { content: 'abcd' } }, { delta: { content: 'abcd' } }] }
    expect(read(event(two)).reader.delivered()).toBe(2)
  })

  it('does not count padding', () => {
    expect(read(event(chunk({ content: '' }, { obfuscation: 'x'.repeat(100) }))).reader.delivered()).toBe(0)
  })
})

describe('a stream that nobody asked usage for', () => {
  const plain = [
    chunk({ role: 'assistant', content: '' }),
    chunk({ content: 'Grüße 😀, "usage":null' }),
    chunk({}, { obfuscation: 'ab' }),
  ]
  const withoutUs = [...plain, '[DONE]'].map(event).join('')
  const withNulls = plain.map((each, i) => (i % 2 === 0 ? { ...each, usage: null } : { usage: null, ...each }))
  const forced = [...withNulls, usageChunk, '[DONE]'].map(event).join('')

  it('reaches the client byte for byte as without us, in any chunks', () => {
    for (const size of [1, 2, 3, 7, 64, 1_000, Number.POSITIVE_INFINITY]) {
      expect(read(forced, { hideUsage: true, size }).passed).toBe(withoutUs)
    }
  })

  it('is the same to the official SDK', async () => {
    expect(await seenBySdk(read(forced, { hideUsage: true }).passed)).toEqual(await seenBySdk(withoutUs))
  })

  it('is still read in full', () => {
    const { reader } = read(forced, { hideUsage: true, size: 5 })
    expect(reader.usage()?.outputTokens).toBe(7)
    expect(reader.delivered()).toBeGreaterThan(0)
    expect(reader.finished).toBe(true)
  })

  it('keeps content filter chunks, usage of its own accord, errors, comments and broken JSON', () => {
    const kept = [
      event({ choices: [], prompt_filter_results: [] }),
      event(chunk({ content: 'a' }, { usage })),
      event({ error: { message: 'overloaded' } }),
      ': OPENROUTER PROCESSING\n\n',
      'data: {"choices":[],"usage":{\n\n',
      event({ usage: { nested: { usage: null } } }),
    ].join('')
    expect(read(kept, { hideUsage: true, size: 3 }).passed).toBe(kept)
  })

  it('leaves chunks alone in which usage: null stands more than once', () => {
    const twice = event({ usage: null, x: { usage: null } })
    expect(read(twice, { hideUsage: true }).passed).toBe(twice)
  })

  it('passes on the very chunk when there is nothing to hide in it', () => {
    const reader = openAiChat.streamReader({ countTokens: count, hideUsage: true })
    const bytes = encoder.encode(plain.map(event).join(''))
    expect(reader.push(bytes)).toBe(bytes)
  })
})

describe('any bytes in any chunks', () => {
  const data = fc.oneof(
    fc.constantFrom<unknown>(
      usageChunk,
      chunk({ content: 'é😀漢' }, { usage: null }),
      chunk({ content: 'x' }),
      '[DONE]',
      '{',
      '"usage":null',
    ),
    fc.jsonValue(),
  )
  const ending = fc.constantFrom('\n', '\r\n', '\r')
  const sse = fc
    .tuple(fc.array(data, { maxLength: 8 }), ending, fc.constantFrom('', '\uFEFF', ': hi\n\n'), fc.boolean())
    .map(([events, end, start, cut]) => {
      const text = start + events.map((each) => event(each).replaceAll('\n', end)).join('')
      return cut ? text.slice(0, -1) : text
    })

  it('are read and passed on the same', () => {
    fc.assert(
      fc.property(sse, fc.integer({ min: 1, max: 9 }), fc.boolean(), (text, size, hideUsage) => {
        const whole = read(text, { hideUsage })
        const pieces = read(text, { hideUsage, size })
        expect(pieces.reader.usage()).toEqual(whole.reader.usage())
        expect(pieces.reader.delivered()).toBe(whole.reader.delivered())
        expect(pieces.reader.finished).toBe(whole.reader.finished)
        expect(pieces.passed).toBe(whole.passed)
      }),
      { numRuns: 1_000 },
    )
  })

  it('never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, hideUsage) => {
        const reader = openAiChat.streamReader({ countTokens: count, hideUsage })
        const passed = [...reader.push(bytes), ...reader.end()]
        expect(passed).toEqual([...bytes])
      }),
    )
  })
})
