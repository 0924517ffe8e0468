import { describe, expect, it } from '@jest/globals'
import type { JsonObject } from '../json.js'
import { openAiChat } from './openai-chat.js'

const PATH = '/v1/chat/completions'
const encoder = new TextEncoder()
const decoder = new TextDecoder()
const count = (text: string): number => Math.ceil(text.length / 4)
const usage = { prompt_tokens: 12, completion_tokens: 7, total_tokens: 19 }
const delta = { choices: [{ index: 0, delta: { content: 'abcd' }, finish_reason: null }] }
const last = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }

const read = (body: JsonObject) => openAiChat.read({ path: PATH, body: { messages: [], ...body } }, count)

function stream(chunks: readonly object[], hideUsage: boolean) {
  const text = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')
  const reader = openAiChat.streamReader({ countTokens: count, hideUsage })
  const passed = [...reader.push(encoder.encode(text)), ...reader.end()]
  return { usage: reader.usage(), isUntouched: decoder.decode(Uint8Array.from(passed)) === text }
}

describe('a call of Mistral', () => {
  const rewrite = (body: JsonObject, terms = {}): JsonObject =>
    openAiChat.rewrite({ path: PATH, body }, { maxOutputTokens: 50, ...terms })

  it.each([
    'mistral-large-latest',
    'ministral-8b-2512',
    'magistral-medium-2509',
    'labs-devstral-small-2512',
    'codestral-2508',
  ])('to %s is not sent what Mistral rejects', (model) => {
    expect(rewrite({ model, stream: true, max_completion_tokens: 80 })).toEqual({ model, stream: true, max_tokens: 50 })
  })

  it('keeps what the caller wrote where Mistral is served by others', () => {
    for (const model of ['mistralai/mistral-large', 'mistral:latest']) {
      expect(rewrite({ model, stream: true })).toMatchObject({ stream_options: { include_usage: true } })
    }
  })

  it('has its usage on the last chunk with a choice, which the caller gets as it is', () => {
    const { usage: settled, isUntouched } = stream([delta, { ...last, usage, model: 'mistral-large-2512' }], true)
    expect(settled).toEqual({ model: 'mistral-large-2512', inputTokens: 12, outputTokens: 7 })
    expect(isUntouched).toBe(true)
  })
})

describe('a stream of Groq', () => {
  it('has its usage under x_groq where nobody asked for it, once', () => {
    const chunks = [
      { ...delta, x_groq: { id: 'req_1' } },
      { ...last, x_groq: { id: 'req_1', usage } },
    ]
    expect(stream(chunks, false)).toEqual({ usage: { inputTokens: 12, outputTokens: 7 }, isUntouched: true })
    expect(stream([...chunks, { choices: [], usage }], false).usage).toEqual({ inputTokens: 12, outputTokens: 7 })
  })

  it('has cached and reasoning tokens in its totals, and says its tier', () => {
    const details = { prompt_tokens_details: { cached_tokens: 5 }, completion_tokens_details: { reasoning_tokens: 3 } }
    const answer = { service_tier: 'on_demand', usage: { ...usage, ...details, queue_time: 0.01, total_time: 0.2 } }
    expect(openAiChat.usageOf(answer)).toEqual({
      inputTokens: 12,
      cacheReadTokens: 5,
      outputTokens: 7,
      serviceTier: 'standard',
    })
  })
})

describe('a call of OpenRouter', () => {
  const priced = { choices: [], usage: { ...usage, cost: 0.00014, is_byok: false } }

  it('may ask for usage in its own way', () => {
    expect(read({ model: 'openai/gpt-5', stream: true, usage: { include: true } }).wantsUsage).toBe(true)
    expect(read({ model: 'openai/gpt-5', stream: true, usage: { include: false } }).wantsUsage).toBe(false)
  })

  it.each([
    [3_000, 2_000, { max_tokens: 2_000 }],
    [2_500, 2_500, { max_tokens: 1_250 }],
    [2_048, 9_000, { max_tokens: 1_024 }],
    [2_047, 9_000, undefined],
    [256, 2_000, undefined],
  ])('cut to %i tokens keeps room for its answer beside %i of reasoning', (cap, budget, reasoning) => {
    const body = { model: 'anthropic/claude-opus-5', reasoning: { max_tokens: budget } }
    const rewritten = openAiChat.rewrite({ path: PATH, body }, { maxOutputTokens: cap })
    expect(rewritten).toEqual({ model: body.model, max_tokens: cap, ...(reasoning && { reasoning }) })
    expect(body.reasoning).toEqual({ max_tokens: budget })
  })

  it('keeps the chunk with cost and usage, which comes unasked', () => {
    expect(stream([delta, last, priced], true)).toEqual({
      usage: { inputTokens: 12, outputTokens: 7 },
      isUntouched: true,
    })
    expect(stream([delta, last, { choices: [], usage }], true).isUntouched).toBe(false)
  })

  it('reads usage beside an error in the middle of a stream', () => {
    const failed = {
      error: { code: 502, message: 'Provider disconnected' },
      choices: [{ index: 0, finish_reason: 'error' }],
    }
    expect(stream([delta, failed, priced], true).usage).toEqual({ inputTokens: 12, outputTokens: 7 })
  })
})

describe('the service tier of a call', () => {
  it.each([
    ['priority', 'priority'],
    ['fast', 'priority'],
    ['flex', 'flex'],
    ['default', 'standard'],
    ['auto', undefined],
    [undefined, undefined],
    [{}, undefined],
  ])('%j is %s', (asked, tier) => {
    expect(read({ model: 'gpt-5', service_tier: asked }).serviceTier).toBe(tier)
    expect(openAiChat.usageOf({ service_tier: asked, usage })?.serviceTier).toBe(tier)
  })
})

describe('a model swap', () => {
  it.each([
    ['gpt-5', 'claude-haiku-4-5'],
    ['gpt-5', 'openai/gpt-5-mini'],
    ['mistral-large-latest', 'gpt-5-mini'],
  ])('from %s to %s is not made: it is served elsewhere', (model, target) => {
    expect(read({ model }).servableBy?.(target)).toBe(false)
  })

  it.each([
    ['openai/gpt-4.1', 'anthropic/claude-haiku-4-5'],
    ['llama-3.3-70b-versatile', 'llama-3.1-8b-instant'],
    ['mistral-large-latest', 'mistral-small-latest'],
    ['gpt-5', 'my-cheap-deployment'],
  ])('from %s to %s is made', (model, target) => {
    expect(read({ model }).servableBy?.(target)).toBe(true)
  })
})
