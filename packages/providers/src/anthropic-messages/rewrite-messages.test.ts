import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { JsonObject } from '../json.js'
import type { RewriteTerms } from '../wire.js'
import { anthropicMessages } from './anthropic-messages.js'

const PATH = '/v1/messages'
const rewrite = (body: JsonObject, terms: RewriteTerms): JsonObject =>
  anthropicMessages.rewrite({ path: PATH, body }, terms)
const thinking = (budget_tokens: number) => ({ type: 'enabled', budget_tokens })

describe('anthropicMessages.rewrite', () => {
  it('sets model and cap on a shallow copy', () => {
    const messages = [{ role: 'user', content: 'hi' }]
    const body = Object.freeze({ model: 'claude-sonnet-4-5', messages, max_tokens: 900, stream: true })
    const rewritten = rewrite(body, { model: 'claude-haiku-4-5', maxOutputTokens: 100 })
    expect(rewritten).toEqual({ model: 'claude-haiku-4-5', messages, max_tokens: 100, stream: true })
    expect(rewritten['messages']).toBe(messages)
    expect(body.max_tokens).toBe(900)
  })

  it('never lengthens what was asked for, and adds a cap where there is none', () => {
    expect(rewrite({ max_tokens: 5 }, { maxOutputTokens: 100 })).toEqual({ max_tokens: 5 })
    expect(rewrite({ max_tokens: 0 }, { maxOutputTokens: 100 })).toEqual({ max_tokens: 0 })
    expect(rewrite({}, { maxOutputTokens: 100 })).toEqual({ max_tokens: 100 })
    expect(rewrite({ max_tokens: 5 }, {})).toEqual({ max_tokens: 5 })
  })

  it.each([
    ['cuts the budget first, so that the answer keeps its room', 8_000, 5_000, 7_000, thinking(4_000)],
    ['down to the least budget', 8_000, 6_000, 2_000, thinking(1_024)],
    ['off, where the least budget leaves no room to answer', 8_000, 6_000, 1_200, { type: 'disabled' }],
    ['nothing when the cap stays', 8_000, 6_000, 8_000, thinking(6_000)],
    ['nothing when the budget fits anyway', 8_000, 1_024, 7_999, thinking(1_024)],
    ['more than nothing of an answer that had almost no room', 5_000, 4_999, 4_000, thinking(3_744)],
  ])('cuts thinking %s', (_, max_tokens, budget, granted, expected) => {
    expect(rewrite({ max_tokens, thinking: thinking(budget) }, { maxOutputTokens: granted })['thinking']).toEqual(
      expected,
    )
  })

  it('keeps how thinking is shown, and leaves adaptive thinking to the cap', () => {
    const shown = { ...thinking(6_000), display: 'omitted' }
    expect(rewrite({ max_tokens: 8_000, thinking: shown }, { maxOutputTokens: 2_000 })['thinking']).toEqual({
      ...thinking(1_024),
      display: 'omitted',
    })
    const adaptive = { max_tokens: 8_000, thinking: { type: 'adaptive' }, output_config: { effort: 'high' } }
    expect(rewrite(adaptive, { maxOutputTokens: 300 })).toEqual({ ...adaptive, max_tokens: 300 })
  })

  it('keeps a legal budget legal under any cap, with room for an answer, and never raises it', () => {
    const asked = fc
      .integer({ min: 1_025, max: 200_000 })
      .chain((max) => fc.tuple(fc.constant(max), fc.integer({ min: 1_024, max: max - 1 })))
    fc.assert(
      fc.property(asked, fc.nat(200_000), ([max_tokens, budget], granted) => {
        const body = rewrite({ max_tokens, thinking: thinking(budget) }, { maxOutputTokens: granted })
        const cap = Number(body['max_tokens'])
        const left = body['thinking'] as { type: string; budget_tokens?: number }
        expect(cap).toBe(Math.min(max_tokens, granted))
        if (left.type === 'disabled') return expect(cap).toBeLessThan(1_024 + 256)
        expect(left.budget_tokens).toBeLessThan(cap)
        expect(left.budget_tokens).toBeGreaterThanOrEqual(1_024)
        expect(left.budget_tokens).toBeLessThanOrEqual(budget)
        expect(cap - (left.budget_tokens ?? 0)).toBeGreaterThanOrEqual(Math.min(256, max_tokens - budget))
      }),
    )
  })

  it('brings down the models that answer when the first declines, too', () => {
    const fallbacks = [
      { model: 'a', max_tokens: 9_000, thinking: thinking(8_000) },
      { model: 'b', thinking: thinking(4_000) },
      { model: 'c', max_tokens: 50 },
      { model: 'd' },
      'odd',
    ]
    expect(rewrite({ max_tokens: 5_000, fallbacks }, { maxOutputTokens: 2_000 })).toEqual({
      max_tokens: 2_000,
      fallbacks: [
        { model: 'a', max_tokens: 2_000, thinking: thinking(1_024) },
        { model: 'b', thinking: thinking(1_024) },
        { model: 'c', max_tokens: 50 },
        { model: 'd' },
        'odd',
      ],
    })
  })

  it('keeps a __proto__ member a member', () => {
    const body = rewrite(JSON.parse('{"model":"x","__proto__":{"max_tokens":5}}'), { maxOutputTokens: 4 })
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype)
    expect(JSON.parse(JSON.stringify(body))['max_tokens']).toBe(4)
  })
})

describe('a swap of one Claude for another', () => {
  const servable = (body: JsonObject, target: string): boolean | undefined =>
    anthropicMessages.read({ path: PATH, body: { messages: [], max_tokens: 9, ...body } }, () => 1).servableBy?.(target)
  const opus = { model: 'claude-opus-4-6' }
  const sonnet = { model: 'claude-sonnet-4-5' }

  it.each([
    [opus, 'claude-sonnet-5'],
    [
      { ...opus, system: 'x', stream: true, stop_sequences: ['x'], metadata: { user_id: 'x' }, temperature: null },
      'claude-sonnet-5',
    ],
    [
      { ...opus, tools: [{ name: 'f', description: 'x', input_schema: {} }], tool_choice: { type: 'auto' } },
      'claude-sonnet-5',
    ],
    [{ ...opus, tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 3 }] }, 'claude-sonnet-5'],
    [{ ...opus, thinking: { type: 'adaptive' }, output_config: { effort: 'low' } }, 'claude-sonnet-5'],
    [{ ...opus, output_config: { format: { type: 'json_schema', schema: {} } } }, 'claude-haiku-4-5'],
    [{ ...sonnet, temperature: 0.2 }, 'claude-haiku-4-5'],
    [{ ...sonnet, thinking: thinking(2_000) }, 'claude-haiku-4-5'],
    [{ ...sonnet, messages: [{ role: 'assistant', content: '{' }] }, 'claude-haiku-4-5'],
    [{ model: 'claude-3-7-sonnet-20250219', temperature: 0.2, top_p: 0.9 }, 'claude-3-5-haiku-20241022'],
    [{ model: 'us.anthropic.claude-opus-4-6-v1' }, 'us.anthropic.claude-haiku-4-5-20251001-v1:0'],
  ])('keeps working: %j as %s', (body, target) => {
    expect(servable(body, target)).toBe(true)
  })

  it.each([
    [opus, 'gpt-5-mini'],
    [opus, 'gemini-3.8-flash'],
    [{ model: 'deepseek-chat' }, 'claude-haiku-4-5'],
    [{ model: 'us.anthropic.claude-opus-4-6-v1' }, 'claude-haiku-4-5'],
    [{ ...opus, temperature: 0.2 }, 'claude-sonnet-5'],
    [{ ...opus, top_k: 5 }, 'claude-opus-4-7'],
    [{ ...opus, temperature: 1, top_p: 0.9 }, 'claude-haiku-4-5'],
    [{ ...opus, thinking: thinking(2_000) }, 'claude-sonnet-5'],
    [{ ...opus, thinking: { type: 'disabled' } }, 'claude-fable-5'],
    [{ ...opus, thinking: { type: 'adaptive' } }, 'claude-haiku-4-5'],
    [{ ...opus, thinking: { type: 'between_tools' } }, 'claude-sonnet-5'],
    [{ ...opus, output_config: { effort: 'low' } }, 'claude-haiku-4-5'],
    [{ ...opus, output_config: { effort: 'xhigh' } }, 'claude-sonnet-5'],
    [{ ...opus, tools: [{ type: 'computer_20251124', name: 'computer' }] }, 'claude-sonnet-5'],
    [{ ...opus, tools: [{ name: 'f', input_schema: {}, defer_loading: true }] }, 'claude-sonnet-5'],
    [{ ...sonnet, messages: [{ role: 'assistant', content: '{' }] }, 'claude-sonnet-4-6'],
    [{ ...opus, speed: 'fast' }, 'claude-sonnet-5'],
    [{ ...opus, fallbacks: 'default' }, 'claude-sonnet-5'],
    [{ ...opus, tomorrow: 1 }, 'claude-sonnet-5'],
  ])('is not made when the target may reject a parameter: %j as %s', (body, target) => {
    expect(servable(body, target)).toBe(false)
  })
})
