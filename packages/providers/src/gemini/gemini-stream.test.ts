import { GoogleGenAI } from '@google/genai'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { gemini } from './gemini.js'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const count = (text: string): number => Math.ceil(text.length / 4)
/** As the model's own tokenizer would. */
const asGemini = (value: string): number => Math.ceil(count(value) * 1.08)
const event = (data: unknown): string => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\r\n\r\n`
const chunk = (parts: object[], more: object = {}, top: object = {}) => ({
  candidates: [{ content: { parts, role: 'model' }, index: 0, ...more }],
  modelVersion: 'gemini-2.5-flash',
  responseId: 'r1',
  ...top,
})
const text = (value: string, more: object = {}, top: object = {}) => chunk([{ text: value }], more, top)
const usageMetadata = {
  promptTokenCount: 12,
  cachedContentTokenCount: 4,
  candidatesTokenCount: 5,
  thoughtsTokenCount: 2,
  totalTokenCount: 19,
}
const early = { promptTokenCount: 12, cachedContentTokenCount: 4, candidatesTokenCount: 1, totalTokenCount: 13 }
const expected = { model: 'gemini-2.5-flash', inputTokens: 12, outputTokens: 7, cacheReadTokens: 4 }

function read(input: string, size = Number.POSITIVE_INFINITY) {
  const reader = gemini.streamReader({ countTokens: count })
  const bytes = encoder.encode(input)
  const passed: number[] = []
  for (let at = 0; at < bytes.length; at += size) {
    passed.push(...reader.push(bytes.subarray(at, Math.min(bytes.length, at + size))))
  }
  passed.push(...reader.end())
  return { reader, passed: decoder.decode(Uint8Array.from(passed)) }
}

async function seenBySdk(stream: string) {
  const fetch = async () => new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
  const ai = new GoogleGenAI({ apiKey: 'x', httpOptions: { fetch } })
  const chunks = await ai.models.generateContentStream({ model: 'gemini-2.5-flash', contents: 'hi' })
  const seen = []
  for await (const each of chunks) seen.push(each)
  return seen
}

describe("usage in a stream of Gemini's", () => {
  it.each([
    ['last', [text('a'), text('b', { finishReason: 'STOP' }, { usageMetadata })]],
    ['first', [text('a', {}, { usageMetadata }), text('b', { finishReason: 'STOP' })]],
    ['twice', [text('a', {}, { usageMetadata }), text('b', { finishReason: 'STOP' }, { usageMetadata })]],
    [
      'in every chunk, cumulative',
      [text('a', {}, { usageMetadata: early }), text('b', { finishReason: 'STOP' }, { usageMetadata })],
    ],
    [
      'in a chunk of its own',
      [text('a', { finishReason: 'STOP' }), { usageMetadata, modelVersion: 'gemini-2.5-flash' }],
    ],
  ])('comes %s and is never added up', (_, chunks) => {
    const { reader } = read(chunks.map(event).join(''))
    expect(reader.usage()).toEqual(expected)
    expect(reader.finished).toBe(true)
  })

  it('may never come: then there is what was delivered', () => {
    const { reader } = read(event(text('x'.repeat(40))))
    expect(reader.usage()).toBeUndefined()
    expect(reader.delivered()).toBe(11)
    expect(reader.finished).toBe(false)
  })

  it('counts in an event that the stream breaks off after', () => {
    expect(read(event(text('a', {}, { usageMetadata })).trimEnd()).reader.usage()).toEqual(expected)
  })

  it('is finished when every candidate is, or when the prompt was blocked', () => {
    const of = (index: number, more: object = {}) => event({ candidates: [{ index, content: { parts: [] }, ...more }] })
    const ended = { finishReason: 'STOP' }
    expect(read(of(0) + of(1) + of(0, ended)).reader.finished).toBe(false)
    expect(read(of(0) + of(1) + of(0, ended) + of(1, ended)).reader.finished).toBe(true)
    expect(read(event({ promptFeedback: { blockReason: 'SAFETY' } })).reader.finished).toBe(true)
    expect(read(event({ error: { code: 503, status: 'UNAVAILABLE' } })).reader.finished).toBe(false)
  })
})

describe("usage in a JSON answer of Gemini's", () => {
  const usageOf = (usage: unknown) => gemini.usageOf({ usageMetadata: usage })

  it('adds what tools fed back to the input, and the thoughts to the output', () => {
    const more = { ...usageMetadata, toolUsePromptTokenCount: 100, totalTokenCount: 119 }
    expect(usageOf(more)).toEqual({ inputTokens: 112, outputTokens: 7, cacheReadTokens: 4 })
  })

  it.each([
    ['nothing but thoughts', { promptTokenCount: 5, thoughtsTokenCount: 9, totalTokenCount: 14 }, 9],
    ['no output, left away', { promptTokenCount: 5, totalTokenCount: 5 }, 0],
    [
      'an output that only the total tells',
      { promptTokenCount: 5, toolUsePromptTokenCount: 2, totalTokenCount: 10 },
      3,
    ],
    ['an explicit 0', { promptTokenCount: 5, candidatesTokenCount: 0 }, 0],
    ['no total either', { promptTokenCount: 5 }, undefined],
  ])('reads %s', (_, usage, outputTokens) => {
    expect(usageOf(usage)?.outputTokens).toBe(outputTokens)
  })

  it('tells the model and how fast it was served', () => {
    const answer = {
      modelVersion: 'models/gemini-2.5-pro',
      usageMetadata: { promptTokenCount: 1, trafficType: 'ON_DEMAND_PRIORITY' },
    }
    expect(gemini.usageOf(answer)).toEqual({ model: 'gemini-2.5-pro', inputTokens: 1, serviceTier: 'priority' })
  })

  it('is the last report of an array, which a stream without alt=sse is', () => {
    const array = [text('abcd', {}, { usageMetadata: early }), text('efgh', {}, { usageMetadata }), text('ijkl')]
    expect(gemini.usageOf(array)).toEqual(expected)
    expect(gemini.deliveredIn(array, count)).toBe(asGemini('abcdefghijkl'))
    expect(gemini.usageOf([])).toBeUndefined()
  })

  it.each([undefined, null, 5, 'x', {}, { usageMetadata: null }, { usageMetadata: { promptTokenCount: 'many' } }])(
    'is unknown in %p',
    (answer) => {
      expect(gemini.usageOf(answer)).toBeUndefined()
    },
  )
})

describe('what Gemini delivered', () => {
  it('is text, summaries of thoughts, function calls and code of all candidates', () => {
    const parts = [
      { text: 'abcd' },
      { text: 'abcd', thought: true },
      { functionCall: { name: 'find', args: { a: 1 } } },
      { executableCode: { language: 'PYTHON', code: 'abcd' } },
      { codeExecutionResult: { output: 'abcd' } },
      { thoughtSignature: 'x'.repeat(400) },
    ]
    expect(read(event(chunk(parts))).reader.delivered()).toBe(asGemini(`${'abcd'.repeat(5)}{"a":1}`))
    const two = { candidates: [{ content: { parts: [{ text: 'abcd' }] } }, { content: { parts: [{ text: 'abcd' }] } }] }
    expect(gemini.deliveredIn(two, count)).toBe(asGemini('abcdabcd'))
  })

  it('leaves out arguments that are nested too deep to be written', () => {
    const args = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`)
    expect(
      gemini.deliveredIn({ candidates: [{ content: { parts: [{ functionCall: { args } }] } }] }, count),
    ).toBeGreaterThanOrEqual(0)
  })
})

describe("a stream of Gemini's that is stopped", () => {
  const chunks = [
    text('one', {}, { usageMetadata: { promptTokenCount: 12, totalTokenCount: 12 } }),
    text(
      ' two',
      {},
      { usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 2, thoughtsTokenCount: 3, totalTokenCount: 17 } },
    ),
    chunk([{ functionCall: { name: 'f', args: {} } }]),
    text('', { finishReason: 'STOP' }, { usageMetadata }),
  ]

  it.each([0, 1, 2, 3])('after %i events ends normally for the SDK, with MAX_TOKENS and usage', async (events) => {
    const reader = gemini.streamReader({ countTokens: count, inputTokens: 30 })
    const before = chunks.slice(0, events).map(event).join('')
    const passed = decoder.decode(reader.push(encoder.encode(before)))
    expect(passed).toBe(before)
    const seen = await seenBySdk(passed + decoder.decode(reader.stop()))
    expect(seen).toHaveLength(events + 1)
    const last = seen.at(-1)
    expect(last?.candidates).toMatchObject([{ finishReason: 'MAX_TOKENS', index: 0 }])
    const {
      promptTokenCount = 0,
      candidatesTokenCount = 0,
      thoughtsTokenCount = 0,
      totalTokenCount,
    } = last?.usageMetadata ?? {}
    expect(promptTokenCount).toBe(events === 0 ? 30 : 12)
    expect(candidatesTokenCount + thoughtsTokenCount).toBe([0, 0, 5, 6][events])
    expect(totalTokenCount).toBe(promptTokenCount + candidatesTokenCount + thoughtsTokenCount)
    expect(reader.finished).toBe(true)
  })

  it('after its end adds nothing', () => {
    const reader = gemini.streamReader({ countTokens: count })
    reader.push(encoder.encode(chunks.map(event).join('')))
    expect(reader.stop()).toHaveLength(0)
  })

  it('ends every candidate that goes on, and drops half an event', () => {
    const reader = gemini.streamReader({ countTokens: count })
    const of = (index: number, more: object = {}) =>
      event({ candidates: [{ index, content: { parts: [{ text: 'abcd' }] }, ...more }] })
    const passed = decoder.decode(
      reader.push(encoder.encode([of(0), of(1), of(2), of(1, { finishReason: 'STOP' }), 'data: {"cand'].join(''))),
    )
    expect(passed.endsWith('\r\n\r\n')).toBe(true)
    const ending = JSON.parse(decoder.decode(reader.stop()).slice('data: '.length))
    expect(ending.candidates.map(({ index }: { index: number }) => index)).toEqual([0, 2])
    expect(ending.usageMetadata).toMatchObject({ candidatesTokenCount: asGemini('abcd'.repeat(4)) })
  })
})

describe('any bytes of a stream in any chunks', () => {
  const data = fc.oneof(
    fc.constantFrom<unknown>(text('é😀漢'), text('x', { finishReason: 'STOP' }, { usageMetadata }), '{', {
      candidates: [null, 5, {}],
    }),
    fc.jsonValue(),
  )
  const sse = fc
    .tuple(
      fc.array(data, { maxLength: 8 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.constantFrom('', '\uFEFF', ': hi\n\n'),
      fc.boolean(),
    )
    .map(([events, end, start, cut]) => {
      const stream = start + events.map((each) => event(each).replaceAll('\r\n', end)).join('')
      return cut ? stream.slice(0, -1) : stream
    })

  it('are read and passed on the same', () => {
    fc.assert(
      fc.property(sse, fc.integer({ min: 1, max: 9 }), (stream, size) => {
        const whole = read(stream)
        const pieces = read(stream, size)
        expect(pieces.reader.usage()).toEqual(whole.reader.usage())
        expect(pieces.reader.delivered()).toBe(whole.reader.delivered())
        expect(pieces.reader.finished).toBe(whole.reader.finished)
        expect(pieces.passed).toBe(whole.passed)
      }),
      { numRuns: 500 },
    )
  })

  it('never throw, and pass unaltered', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const reader = gemini.streamReader({ countTokens: count })
        expect([...reader.push(bytes), ...reader.end()]).toEqual([...bytes])
        expect(() => reader.stop()).not.toThrow()
      }),
    )
  })
})
