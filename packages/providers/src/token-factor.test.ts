import { describe, expect, it } from '@jest/globals'
import { claudeGeneration, isNewerClaude } from './claude-generation.js'
import { tokenFactor, tokensOf } from './token-factor.js'

/** Tokens for one of o200k's, computed with ai-tokenizer 1.0.6: Claude 4.x, and 1.3 times that. */
const COMPUTED: readonly (readonly [text: string, older: number, newer: number])[] = [
  ['English prose', 1.27, 1.65],
  ['TypeScript declarations', 1.2, 1.56],
  ['JavaScript', 1.23, 1.6],
  ['JSON', 1.28, 1.66],
  ['minified JSON', 1.35, 1.76],
  ['German', 1.31, 1.7],
]

describe('tokenFactor', () => {
  it.each(COMPUTED)('is at least what Claude makes of %s, and at most 13 %% more', (_, older, newer) => {
    for (const [model, computed] of [
      ['claude-opus-4-6', older],
      ['claude-opus-4-7', newer],
    ] as const) {
      expect(tokenFactor(model)).toBeGreaterThanOrEqual(computed)
      expect(tokenFactor(model)).toBeLessThanOrEqual(computed * 1.13)
    }
  })

  it('knows the families', () => {
    expect(tokenFactor('gemini-3.8-flash')).toBe(1.08)
    expect(tokenFactor('models/gemini-2.5-pro')).toBe(1.08)
    for (const model of ['gpt-5', 'o3', 'mistral-large-2512', 'claudette', '', undefined])
      expect(tokenFactor(model)).toBe(1)
  })

  it('leaves the count alone where the vocabulary is o200k, and never rounds down elsewhere', () => {
    const count = (text: string): number => text.length
    expect(tokensOf('gpt-5', count)).toBe(count)
    expect(tokensOf('claude-sonnet-4-5', count)('abc')).toBe(5)
    expect(tokensOf('gemini-2.5-pro', count)('')).toBe(0)
  })
})

describe('claudeGeneration', () => {
  it.each([
    ['claude-2.1', 201],
    ['claude-3-haiku-20240307', 300],
    ['claude-3-5-haiku-20241022', 305],
    ['claude-sonnet-4-20250514', 400],
    ['claude-sonnet-4@20250514', 400],
    ['claude-opus-4-1', 401],
    ['us.anthropic.claude-opus-4-6-v1', 406],
    ['anthropic/claude-sonnet-4.6', 406],
    ['anthropic/claude-4.7-opus', 407],
    ['claude-opus-4-10', 410],
    ['claude-sonnet-5', 500],
    ['claude-fable-5-1', 501],
    ['claude-haiku-10', 1_000],
    ['claude-mythos-preview', Number.POSITIVE_INFINITY],
    ['gpt-5', undefined],
  ])('%s is %p', (model, generation) => {
    expect(claudeGeneration(model)).toBe(generation)
  })

  it('draws the line after 4.6', () => {
    expect(['claude-opus-4-6', 'claude-sonnet-4-6', 'claude-haiku-4-5', 'gpt-5'].filter(isNewerClaude)).toEqual([])
    const newer = ['claude-opus-4-7', 'claude-sonnet-5', 'claude-mythos-5', 'claude-opus-5-5', 'claude-mythos-preview']
    expect(newer.filter(isNewerClaude)).toEqual(newer)
  })
})
