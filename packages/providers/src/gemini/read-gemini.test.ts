import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { JsonObject } from '../json.js'
import type { ReadCall } from '../wire.js'
import { gemini } from './gemini.js'

const PATH = '/v1beta/models/gemini-3.8-flash:generateContent'
const count = (text: string): number => Math.ceil(text.length / 4)
const read = (body: JsonObject, path = PATH): ReadCall => gemini.read({ path, body }, count)
const contents = (...parts: unknown[]) => ({ contents: [{ role: 'user', parts }] })
const tokens = (body: JsonObject, path = PATH): number => read(body, path).inputTokens
const added = (part: object, model = 'gemini-3.8-flash'): number => {
  const path = `/v1beta/models/${model}:generateContent`
  return tokens(contents(part), path) - tokens(contents({}), path)
}
const BASE64 = 'A'.repeat(400_000)
const inline = (mimeType: string, more: object = {}) => ({ inlineData: { mimeType, data: BASE64 }, ...more })

describe('gemini.read', () => {
  it.each([
    ['generationConfig', { maxOutputTokens: 900, candidateCount: 2 }],
    ['generation_config', { max_output_tokens: 900, candidate_count: 2 }],
    ['generationConfig', { maxOutputTokens: '900', candidateCount: '2' }],
  ])('reads model, caps and candidates from path and %s', (name, config) => {
    const { servableBy, fingerprint, ...call } = read({ contents: [], [name]: config })
    expect(call).toEqual({
      model: 'gemini-3.8-flash',
      inputTokens: 3,
      maxOutputTokens: 900,
      choices: 2,
      stream: false,
      wantsUsage: true,
      serviceTier: undefined,
      hidden: [],
      invalid: undefined,
    })
    expect(servableBy?.('gemini-3.5-flash-lite')).toBe(true)
    expect(fingerprint).toBeGreaterThan(0)
  })

  it('reserves on the largest cap under any of its names', () => {
    const twice = { generationConfig: { maxOutputTokens: 5, max_output_tokens: 700 }, generation_config: {} }
    expect(read({ contents: [], ...twice }).maxOutputTokens).toBe(700)
    const both = { generationConfig: { maxOutputTokens: 5 }, generation_config: { maxOutputTokens: 800 } }
    expect(read({ contents: [], ...both }).maxOutputTokens).toBe(800)
  })

  it('takes a cap of 0 for none: protobuf cannot tell them apart', () => {
    expect(read({ contents: [], generationConfig: { maxOutputTokens: 0, candidateCount: 0 } })).toMatchObject({
      maxOutputTokens: undefined,
      choices: undefined,
    })
  })

  it('knows a stream by its path, and the tier asked for', () => {
    expect(read({ contents: [] }, '/v1beta/models/x:streamGenerateContent?alt=sse').stream).toBe(true)
    expect(read({ contents: [], serviceTier: 'flex' }).serviceTier).toBe('flex')
    expect(read({ contents: [], service_tier: 'PRIORITY' }).serviceTier).toBe('priority')
  })

  it.each(['many', [5], true, -1, 1.5, JSON.parse('1e309'), '-5', {}])('is invalid with the cap %p', (value) => {
    expect(read({ contents: [], generationConfig: { maxOutputTokens: value } }).invalid?.param).toBe('maxOutputTokens')
    expect(read({ contents: [], generation_config: { max_output_tokens: value } }).invalid?.param).toBe(
      'maxOutputTokens',
    )
  })

  it('is invalid with more candidates than there can be, or a model name no model has', () => {
    expect(read({ contents: [], generationConfig: { candidateCount: 9 } }).invalid?.param).toBe('candidateCount')
    expect(read({ contents: [] }, `/models/${'x'.repeat(300)}:generateContent`).invalid?.param).toBe('model')
  })

  it('is invalid when nested too deep or cut into too many parts, anywhere in the body', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
    for (const body of [{ contents: deep }, { tools: deep }, { generationConfig: { responseSchema: deep } }]) {
      expect(read({ contents: [], ...body }).invalid?.param).toBe('body')
    }
  })

  it('fingerprints contents, system text and tools, not the config', () => {
    const base = read(contents({ text: 'hi' })).fingerprint
    const other = (body: JsonObject): number => read({ ...contents({ text: 'hi' }), ...body }).fingerprint
    expect(other({ generationConfig: { maxOutputTokens: 7, temperature: 0.1, responseSchema: {} } })).toBe(base)
    expect(other({ tools: [{ functionDeclarations: [{ name: 'f' }] }] })).not.toBe(base)
    expect(other({ systemInstruction: { parts: [{ text: 'hi' }] } })).not.toBe(base)
  })

  it('names what the body only refers to', () => {
    expect(read({ contents: [], cachedContent: 'cachedContents/1' }).hidden).toEqual(['cachedContent'])
    expect(read({ contents: [], cached_content: 'cachedContents/1' }).hidden).toEqual(['cachedContent'])
    expect(read(contents({ fileData: { mimeType: 'video/mp4', fileUri: 'https://f' } })).hidden).toEqual(['fileUri'])
    expect(read(contents({ file_data: { mime_type: 'text/csv', file_uri: 'gs://f' } })).hidden).toEqual(['file_uri'])
    expect(read({ contents: [], tools: [{ googleSearch: {} }] }).hidden).toEqual(['tools'])
    expect(read({ contents: [], tools: [{ function_declarations: [] }] }).hidden).toEqual([])
    const properties = { fileUri: { type: 'string' } }
    const tools = [{ functionDeclarations: [{ name: 'f', parameters: { properties } }] }]
    expect(read({ contents: [], tools }).hidden).toEqual([])
  })
})

describe("the input estimate of Gemini's", () => {
  it('counts text wherever it stands: parts, calls and their results, schemas, unknown members', () => {
    const base = tokens(contents({}))
    const text = 'x'.repeat(4_000)
    const more = 1_000 * 1.08
    expect(tokens(contents({ text }))).toBe(base + more)
    expect(tokens({ contents: [{ parts: [{ text }] }] })).toBeGreaterThanOrEqual(more)
    expect(tokens({ contents: { parts: [{ text }] } })).toBeGreaterThanOrEqual(more)
    for (const part of [
      { functionCall: { name: 'f', args: { text } } },
      { functionResponse: { name: 'f', response: { any: [text] } } },
      { executableCode: { language: 'PYTHON', code: text } },
      { anything: text },
    ]) {
      expect(tokens(contents(part))).toBeGreaterThan(base + more)
    }
    for (const body of [
      { systemInstruction: { parts: [{ text }] } },
      { system_instruction: { parts: [{ text }] } },
      { tools: [{ functionDeclarations: [{ description: text }] }] },
      { generationConfig: { responseSchema: { description: text } } },
      { generation_config: { response_json_schema: { description: text } } },
    ]) {
      expect(tokens({ ...contents({}), ...body })).toBeGreaterThanOrEqual(base + more)
    }
  })

  it('is that of the model, which makes more tokens of a text', () => {
    expect(added({ text: 'x'.repeat(4_000) }, 'gemini-2.5-pro')).toBe(1_080)
  })

  it('bounds an image by its model and resolution, and never counts its bytes as text', () => {
    expect(added(inline('image/png'), 'gemini-2.5-flash')).toBe(24 * 258)
    expect(added(inline('image/png'))).toBe(1_120)
    const at = (level: string) => inline('image/png', { mediaResolution: { level: `MEDIA_RESOLUTION_${level}` } })
    const resolution = added({ mediaResolution: { level: 'MEDIA_RESOLUTION_ULTRA_HIGH' } })
    expect(added(at('ULTRA_HIGH')) - resolution).toBeLessThanOrEqual(2_240)
    expect(added(at('ULTRA_HIGH'))).toBeGreaterThanOrEqual(2_240)
    expect(added(at('LOW'))).toBeLessThan(280 + 30)
    expect(added({ inline_data: { mime_type: 'image/png', data: BASE64 } })).toBe(1_120)
  })

  it('bounds audio, video and documents by their length', () => {
    expect(added(inline('audio/mp3'))).toBe(300 * 32)
    expect(added(inline('audio/wav'))).toBe(1_200)
    expect(added(inline('video/mp4'))).toBe(30 * (280 + 32))
    expect(added(inline('video/mp4', { videoMetadata: { fps: 5 } }))).toBeGreaterThanOrEqual(30 * (5 * 280 + 32))
    expect(added(inline('application/pdf'), 'gemini-2.5-flash')).toBe(75_000)
    expect(added(inline('application/pdf'))).toBe(150_000)
    expect(added(inline('text/csv'))).toBe(150_000)
  })

  it('takes inline data without a type for text', () => {
    expect(added({ inlineData: { data: BASE64 } })).toBeGreaterThan(100_000)
    expect(added({ inlineData: BASE64 })).toBeGreaterThan(100_000)
  })
})

describe('any body', () => {
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>('4096', '-1', -1, 2 ** 53, 1.5, [], {}, [{ parts: [{ inlineData: { data: 5 } }] }]),
  )
  const config = fc.oneof(
    anything,
    fc.dictionary(
      fc.constantFrom('maxOutputTokens', 'max_output_tokens', 'candidateCount', 'thinkingConfig', 'thinking_config'),
      fc.oneof(
        anything,
        fc.dictionary(fc.constantFrom('thinkingBudget', 'thinking_level', 'includeThoughts'), anything),
      ),
    ),
  )
  const body = fc.dictionary(
    fc.constantFrom(
      ...['contents', 'tools', 'systemInstruction', 'system_instruction', 'generationConfig', 'generation_config'],
      ...['cachedContent', 'serviceTier', 'model', '__proto__'],
    ),
    fc.oneof(anything, config),
  )
  const path = fc.constantFrom(
    PATH,
    '/v1beta/models/gemini-2.5-pro:streamGenerateContent',
    '/models/%:generateContent',
    '',
  )

  it('is read and rewritten without an exception, in whole numbers, and not changed', () => {
    fc.assert(
      fc.property(path, body, fc.integer({ min: 1, max: 9_000 }), (at, made, cap) => {
        const parsed = JSON.parse(JSON.stringify(made))
        const call = gemini.read({ path: at, body: parsed }, count)
        for (const amount of [call.inputTokens, call.maxOutputTokens ?? 0, call.choices ?? 1]) {
          expect(Number.isSafeInteger(amount) && amount >= 0).toBe(true)
        }
        for (const target of ['gemini-2.5-flash', 'gemini-3.8-flash', 'x']) call.servableBy?.(target)
        const rewritten = gemini.rewrite(
          { path: at, body: parsed },
          { model: 'gemini-2.5-flash-lite', maxOutputTokens: cap },
        )
        expect(() => JSON.stringify(rewritten)).not.toThrow()
        expect(JSON.stringify(parsed)).toBe(JSON.stringify(made))
      }),
      { numRuns: 500 },
    )
  })

  it('cannot pollute prototypes', () => {
    const parsed = JSON.parse(
      '{"contents":[],"__proto__":{"polluted":1},"generationConfig":{"__proto__":{"polluted":1}}}',
    )
    read(parsed)
    gemini.rewrite({ path: PATH, body: parsed }, { maxOutputTokens: 5 })
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })
})
