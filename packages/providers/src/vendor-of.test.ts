import { describe, expect, it } from '@jest/globals'
import { isElsewhere, vendorOf } from './vendor-of.js'

describe('vendorOf', () => {
  it.each([
    ['gpt-5-mini', 'openai'],
    ['ft:gpt-4.1:acme', 'openai'],
    ['o4-mini', 'openai'],
    ['text-embedding-3-small', 'openai'],
    ['claude-opus-5', 'anthropic'],
    ['gemini-3-flash-preview', 'google'],
    ['mistral-large-latest', 'mistral'],
    ['labs-devstral-small-2512', 'mistral'],
    ['codestral-2508', 'mistral'],
    ['grok-4', 'xai'],
    ['deepseek-chat', 'deepseek'],
    ['anthropic/claude-opus-5', 'many'],
    ['openai/gpt-oss-120b', 'many'],
    ['gpt-oss-120b', undefined],
    ['llama-3.3-70b-versatile', undefined],
    ['mistral:latest', undefined],
    ['my-deployment', undefined],
    ['', undefined],
  ])('knows %j for %s', (model, vendor) => {
    expect(vendorOf(model)).toBe(vendor)
  })

  it('is sure of another place only where both names tell', () => {
    expect(isElsewhere('claude-haiku-4-5', 'gpt-5')).toBe(true)
    expect(isElsewhere('openai/gpt-5-mini', 'gpt-5')).toBe(true)
    expect(isElsewhere('gpt-5-mini', 'gpt-5')).toBe(false)
    expect(isElsewhere('my-cheap-deployment', 'gpt-5')).toBe(false)
    expect(isElsewhere('anthropic/claude-haiku-4-5', 'openai/gpt-5')).toBe(false)
  })
})
