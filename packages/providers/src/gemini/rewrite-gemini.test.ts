import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isJsonObject, type JsonObject } from '../json.js'
import { gemini } from './gemini.js'

const path = (model: string): string => `/v1beta/models/${model}:generateContent`
const rewrite = (body: JsonObject, maxOutputTokens: number | undefined, model = 'gemini-2.5-flash', served?: string) =>
  gemini.rewrite({ path: path(model), body }, { model: served, maxOutputTokens })
const configOf = (config: object, cap: number, model?: string): unknown =>
  rewrite({ generationConfig: config }, cap, model)['generationConfig']

describe('gemini.rewrite', () => {
  it('sets the cap on a shallow copy, and nothing else', () => {
    const contents = [{ parts: [{ text: 'hi' }] }]
    const generationConfig = Object.freeze({
      temperature: 1,
      maxOutputTokens: 900,
      thinkingConfig: { thinkingBudget: 0 },
    })
    const body = Object.freeze({ contents, generationConfig })
    const rewritten = rewrite(body, 100)
    expect(rewritten).toEqual({
      contents,
      generationConfig: { temperature: 1, maxOutputTokens: 100, thinkingConfig: { thinkingBudget: 0 } },
    })
    expect(rewritten['contents']).toBe(contents)
  })

  it('leaves a body alone that asks for no more than is granted', () => {
    const body = { generation_config: { max_output_tokens: 50, thinking_config: { thinking_budget: 40 } } }
    expect(rewrite(body, 50)).toEqual(body)
    expect(rewrite(body, undefined)).toEqual(body)
  })

  it('takes a model that is named in the body too along, and only when it changes', () => {
    expect(rewrite({ model: 'models/a' }, undefined, 'a', 'b')).toEqual({ model: 'models/b' })
    expect(rewrite({ model: 'a' }, undefined, 'a', 'a')).toEqual({ model: 'a' })
    expect(rewrite({}, undefined, 'a', 'b')).toEqual({})
  })

  it('leaves exactly one cap, never above what was granted or asked for', () => {
    const cap = fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: undefined })
    const config = fc.option(fc.record({ maxOutputTokens: cap, max_output_tokens: cap }), { nil: undefined })
    const bodies = fc.record({ generationConfig: config, generation_config: config })
    fc.assert(
      fc.property(bodies, fc.integer({ min: 1, max: 100_000 }), (body, granted) => {
        const rewritten = rewrite(JSON.parse(JSON.stringify(body)), granted, 'gemini-2.0-flash')
        const caps = (of: JsonObject): unknown[] =>
          [of['generationConfig'], of['generation_config']]
            .filter(isJsonObject)
            .flatMap((each) => [each['maxOutputTokens'], each['max_output_tokens']])
            .filter((value) => value !== undefined)
        const asked = caps(body).map(Number)
        const most = Math.max(...asked)
        if (asked.length > 0 && most <= granted) expect(rewritten).toEqual(JSON.parse(JSON.stringify(body)))
        else expect(caps(rewritten)).toEqual([granted])
      }),
    )
  })

  it('keeps a __proto__ member a member', () => {
    const body = rewrite(JSON.parse('{"__proto__":{"x":1},"generationConfig":{"__proto__":{"y":1}}}'), 4)
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype)
    expect(JSON.stringify(body)).toContain('"__proto__":{"y":1}')
  })
})

describe('thinking below a shortened cap', () => {
  it.each([
    ['half of the cap at most', 'gemini-2.5-pro', { thinkingBudget: 8_000 }, 1_000, { thinkingBudget: 500 }],
    ['not more than asked', 'gemini-2.5-pro', { thinkingBudget: 200 }, 1_000, { thinkingBudget: 200 }],
    ['none when switched off', 'gemini-2.5-flash', { thinkingBudget: 0 }, 1_000, { thinkingBudget: 0 }],
    ['bounded when automatic', 'gemini-2.5-flash', { thinkingBudget: -1 }, 1_000, { thinkingBudget: 500 }],
    ['bounded when nothing was said', 'gemini-2.5-pro', undefined, 1_000, { thinkingBudget: 500 }],
    ['not bounded when there is room', 'gemini-2.5-pro', undefined, 20_000, undefined],
    ['the least that pro takes', 'gemini-2.5-pro', { thinkingBudget: 8_000 }, 200, { thinkingBudget: 128 }],
    ['the least that flash-lite takes', 'gemini-2.5-flash-lite', { thinkingBudget: 600 }, 800, { thinkingBudget: 512 }],
    ['off where that leaves no room', 'gemini-2.5-flash-lite', { thinkingBudget: 600 }, 500, { thinkingBudget: 0 }],
    ['as it is for flash-lite, which does not think unasked', 'gemini-2.5-flash-lite', undefined, 500, undefined],
    ['as it is for models that do not think', 'gemini-2.0-flash', undefined, 500, undefined],
    ['as it is for models that make images', 'gemini-2.5-flash-image', undefined, 500, undefined],
    ['low when nothing was said', 'gemini-3-pro-preview', undefined, 1_000, { thinkingLevel: 'LOW' }],
    ['low instead of high', 'gemini-3.8-flash', { thinkingLevel: 'HIGH' }, 1_000, { thinkingLevel: 'LOW' }],
    ['low instead of automatic', 'gemini-3.8-flash', { thinkingBudget: -1 }, 1_000, { thinkingLevel: 'LOW' }],
    ['minimal as asked', 'gemini-3.8-flash', { thinkingLevel: 'minimal' }, 1_000, { thinkingLevel: 'minimal' }],
    ['minimal by default', 'gemini-3.5-flash-lite', undefined, 1_000, undefined],
    ['half of the cap by number', 'gemini-3.8-flash', { thinkingBudget: 9_000 }, 2_000, { thinkingBudget: 1_000 }],
    [
      'whatever else was asked',
      'gemini-2.5-pro',
      { includeThoughts: true, thinking_budget: 9_000 },
      1_000,
      { includeThoughts: true, thinkingBudget: 500 },
    ],
  ])('is %s', (_, model, thinkingConfig, cap, expected) => {
    const config = thinkingConfig === undefined ? {} : { thinkingConfig }
    expect(configOf(config, cap, model)).toEqual({
      maxOutputTokens: cap,
      ...(expected === undefined ? {} : { thinkingConfig: expected }),
    })
  })

  it('is read in snake_case too', () => {
    expect(
      rewrite({ generation_config: { thinking_config: { thinking_level: 'high' } } }, 100, 'gemini-3-pro-preview'),
    ).toEqual({
      generationConfig: { maxOutputTokens: 100, thinkingConfig: { thinkingLevel: 'LOW' } },
    })
  })

  it('goes by the model that is served', () => {
    const body = { generationConfig: { thinkingConfig: { thinkingBudget: 700 } } }
    expect(rewrite(body, 600, 'gemini-2.5-flash', 'gemini-2.5-flash-lite')['generationConfig']).toEqual({
      maxOutputTokens: 600,
      thinkingConfig: { thinkingBudget: 512 },
    })
  })

  it('is never more than was asked for, and one that the model takes when the asked one was', () => {
    const models = fc.constantFrom('gemini-2.5-pro', 'gemini-2.5-flash', 'gemini-2.5-flash-lite')
    fc.assert(
      fc.property(
        models,
        fc.integer({ min: 512, max: 24_576 }),
        fc.integer({ min: 1, max: 65_536 }),
        (model, asked, cap) => {
          const body = rewrite({ generationConfig: { thinkingConfig: { thinkingBudget: asked } } }, cap, model)
          const { generationConfig } = body as { generationConfig: { thinkingConfig: { thinkingBudget: number } } }
          const budget = generationConfig.thinkingConfig.thinkingBudget
          expect(budget).toBeLessThanOrEqual(asked)
          const least = model.endsWith('pro') ? 128 : model.endsWith('lite') ? 512 : 1
          expect(budget >= least || (budget === 0 && !model.endsWith('pro'))).toBe(true)
          if (!model.endsWith('pro')) expect(budget).toBeLessThan(cap)
        },
      ),
    )
  })
})

describe('a swap of Gemini models', () => {
  const servable = (body: JsonObject, asked: string, target: string): boolean | undefined =>
    gemini.read({ path: path(asked), body: { contents: [], ...body } }, () => 1).servableBy?.(target)
  const declared = [{ functionDeclarations: [{ name: 'f' }] }]

  it.each([
    [{}, 'gemini-2.5-pro', 'gemini-2.5-flash'],
    [
      { generationConfig: { temperature: 0.2, topP: 0.5, topK: 3, stopSequences: ['x'], responseSchema: {} } },
      'gemini-2.5-pro',
      'gemini-3.8-flash',
    ],
    [{ tools: declared }, 'gemini-3.1-pro-preview', 'gemini-3.8-flash'],
    [{ generationConfig: { thinkingConfig: { thinkingBudget: 1_024 } } }, 'gemini-2.5-pro', 'gemini-2.5-flash'],
    [{ generationConfig: { thinkingConfig: { thinkingLevel: 'LOW' } } }, 'gemini-3.8-flash', 'gemini-3-pro-preview'],
    [{ tools: [] }, 'gemini-2.5-flash', 'gemini-3.8-flash'],
  ])('keeps working: %j of %s as %s', (body, asked, target) => {
    expect(servable(body, asked, target)).toBe(true)
  })

  it.each([
    [{}, 'gemini-2.5-pro', 'gpt-5-mini'],
    [{}, 'gemini-2.5-pro', 'claude-haiku-4-5'],
    [{}, 'gemini-2.5-pro', 'gemini-embedding-001'],
    [{}, 'gemini-2.5-flash-image', 'gemini-2.5-flash'],
    [{}, 'gemma-3-27b-it', 'gemini-2.5-flash-lite'],
    [{ cachedContent: 'cachedContents/1' }, 'gemini-2.5-pro', 'gemini-2.5-flash'],
    [{ tools: [{ googleSearch: {} }] }, 'gemini-2.5-pro', 'gemini-2.5-flash'],
    [{ tools: declared }, 'gemini-2.5-pro', 'gemini-3.8-flash'],
    [{ generationConfig: { thinkingConfig: { thinkingBudget: 30_000 } } }, 'gemini-2.5-pro', 'gemini-2.5-flash'],
    [{ generationConfig: { thinkingConfig: { thinkingBudget: 128 } } }, 'gemini-2.5-pro', 'gemini-2.5-flash-lite'],
    [{ generation_config: { thinking_config: { thinking_budget: 0 } } }, 'gemini-2.5-flash', 'gemini-2.5-pro'],
    [{ generationConfig: { thinkingConfig: { includeThoughts: true } } }, 'gemini-2.5-flash', 'gemini-2.0-flash'],
    [
      { generationConfig: { thinkingConfig: { thinkingLevel: 'MINIMAL' } } },
      'gemini-3.8-flash',
      'gemini-3-pro-preview',
    ],
    [{ generationConfig: { mediaResolution: 'MEDIA_RESOLUTION_LOW' } }, 'gemini-3.8-flash', 'gemini-2.5-flash'],
    [{ generationConfig: { responseModalities: ['IMAGE'] } }, 'gemini-2.5-flash', 'gemini-2.5-flash-lite'],
    [{ generationConfig: { frequency_penalty: 1 } }, 'gemini-2.5-flash', 'gemini-2.5-flash-lite'],
  ])('is not made when it might fail: %j of %s as %s', (body, asked, target) => {
    expect(servable(body, asked, target)).toBe(false)
  })

  it('is not made of a tuned model', () => {
    const call = gemini.read(
      { path: '/v1beta/tunedModels/gemini-2.5-x:generateContent', body: { contents: [] } },
      () => 1,
    )
    expect(call.servableBy?.('gemini-2.5-flash')).toBe(false)
  })
})
