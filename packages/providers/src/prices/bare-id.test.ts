import { describe, expect, it } from '@jest/globals'
import { bareId } from './bare-id.js'
import { defaultPrices } from './prices.js'

describe('the id of a model at another host', () => {
  it.each([
    ['openai/gpt-5', 'gpt-5'],
    ['anthropic/claude-sonnet-5', 'claude-sonnet-5'],
    ['models/gemini-2.5-pro', 'gemini-2.5-pro'],
    ['us.anthropic.claude-opus-4-1-20250805-v1:0', 'claude-opus-4-1-20250805'],
    ['anthropic.claude-haiku-4-5-20251001-v1:0', 'claude-haiku-4-5-20251001'],
    ['claude-opus-4-1@20250805', 'claude-opus-4-1'],
  ])('is the id of the vendor: %s', (model, bare) => {
    expect(bareId(model)).toBe(bare)
    expect(defaultPrices.priceOf(model)).toEqual(defaultPrices.priceOf(bare))
    expect(defaultPrices.priceOf(model)).toBeDefined()
  })

  it.each(['gpt-5', 'openai/', 'meta-llama/llama-4-scout-17b-16e-instruct', 'ft:gpt-4o-mini:acme::1', 'my.model-v1'])(
    'leaves alone what is no host: %s',
    (model) => expect(bareId(model)).toBeUndefined(),
  )

  it('has no price where a host has one of its own, and the own price where the table has the whole id', () => {
    expect(defaultPrices.priceOf('openai/gpt-5:free')).toBeUndefined()
    expect(defaultPrices.priceOf('openai/gpt-oss-120b')).toBeDefined()
  })
})
