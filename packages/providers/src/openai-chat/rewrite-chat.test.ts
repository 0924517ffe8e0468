import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { JsonObject } from '../json.js'
import type { RewriteTerms } from '../wire.js'
import { CAP_MEMBERS } from './chat-body.js'
import { openAiChat } from './openai-chat.js'

const PATH = '/v1/chat/completions'
const rewrite = (body: JsonObject, terms: RewriteTerms, path = PATH): JsonObject =>
  openAiChat.rewrite({ path, body }, terms)

describe('openAiChat.rewrite', () => {
  it('sets model and cap on a shallow copy', () => {
    const messages = [{ role: 'user', content: 'hi' }]
    const body = Object.freeze({ model: 'gpt-4o', messages, max_tokens: 900 })
    const rewritten = rewrite(body, { model: 'gpt-4o-mini', maxOutputTokens: 100 })
    expect(rewritten).toEqual({ model: 'gpt-4o-mini', messages, max_tokens: 100 })
    expect(rewritten['messages']).toBe(messages)
    expect(body.max_tokens).toBe(900)
  })

  it.each(['o1', 'o3-mini', 'o4-mini-2025-04-16', 'gpt-5', 'gpt-5.4-nano', 'gpt-6-sol', 'gpt-10', 'ft:gpt-5:me'])(
    'writes max_completion_tokens for %s',
    (model) => {
      expect(rewrite({ model, messages: [], max_tokens: 9 }, { maxOutputTokens: 4 })).toEqual({
        model,
        messages: [],
        max_completion_tokens: 4,
      })
    },
  )

  it('goes by the model that is served, not by the one asked for', () => {
    expect(rewrite({ model: 'gpt-4o', max_tokens: 9 }, { model: 'o4-mini', maxOutputTokens: 4 })).toEqual({
      model: 'o4-mini',
      max_completion_tokens: 4,
    })
  })

  it('otherwise keeps the name that the caller used, max_tokens when none', () => {
    expect(rewrite({ model: 'gpt-4o', max_completion_tokens: 9 }, { maxOutputTokens: 4 })).toEqual({
      model: 'gpt-4o',
      max_completion_tokens: 4,
    })
    expect(rewrite({ model: 'mistral-large' }, { maxOutputTokens: 4 })).toEqual({
      model: 'mistral-large',
      max_tokens: 4,
    })
  })

  it('leaves exactly one cap, never above what was granted or asked for', () => {
    const cap = fc.option(fc.nat(100_000), { nil: undefined })
    const caps = fc.record({ max_tokens: cap, max_completion_tokens: cap, max_output_tokens: cap, max_new_tokens: cap })
    fc.assert(
      fc.property(caps, fc.constantFrom('gpt-4o', 'gpt-5', 'x'), fc.nat(100_000), (asked, model, granted) => {
        const body = rewrite({ model, ...asked }, { maxOutputTokens: granted })
        const left = CAP_MEMBERS.flatMap((name) => (body[name] === undefined ? [] : [body[name]]))
        const most = Math.max(...Object.values(asked).map((value) => value ?? -1))
        expect(left).toEqual([Math.min(granted, most < 0 ? granted : most)])
      }),
    )
  })

  it('asks for usage on streams, keeping other stream options, unless told not to', () => {
    expect(rewrite({ stream: true }, {})).toEqual({ stream: true, stream_options: { include_usage: true } })
    expect(rewrite({ stream: true, stream_options: { include_obfuscation: false } }, {})).toEqual({
      stream: true,
      stream_options: { include_obfuscation: false, include_usage: true },
    })
    expect(rewrite({ stream: true, stream_options: 'x' }, {})['stream_options']).toEqual({ include_usage: true })
    expect(rewrite({ stream: true }, { includeUsage: false })).toEqual({ stream: true })
    expect(rewrite({ stream: false }, {})).toEqual({ stream: false })
  })

  it('leaves the model of an Azure deployment alone: the path names it', () => {
    const path = '/openai/deployments/prod/chat/completions'
    expect(rewrite({ messages: [] }, { model: 'cheap', maxOutputTokens: 5 }, path)).toEqual({
      messages: [],
      max_completion_tokens: 5,
    })
  })

  it('keeps a __proto__ member a member', () => {
    const body = rewrite(JSON.parse('{"model":"x","__proto__":{"max_tokens":5}}'), { maxOutputTokens: 4 })
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype)
    expect(JSON.parse(JSON.stringify(body))['max_tokens']).toBe(4)
  })
})

describe('a model swap', () => {
  const servable = (body: JsonObject, target: string, path = PATH): boolean | undefined =>
    openAiChat.read({ path, body: { messages: [], ...body } }, () => 1).servableBy?.(target)

  it.each([
    [{ model: 'gpt-4o' }, 'gpt-4o-mini'],
    [{ model: 'gpt-4o', temperature: 0.2, logprobs: true, stop: ['x'] }, 'gpt-4o-mini'],
    [{ model: 'gpt-5' }, 'gpt-5-mini'],
    [{ model: 'gpt-5', temperature: 1, top_p: null, frequency_penalty: 0, logit_bias: {} }, 'gpt-5-mini'],
    [{ model: 'gpt-5', reasoning_effort: 'minimal' }, 'gpt-5-mini'],
    [{ model: 'gpt-5.5', reasoning_effort: 'high' }, 'gpt-5.4'],
  ])('keeps working: %j as %s', (body, target) => {
    expect(servable(body, target)).toBe(true)
  })

  it.each([
    [{ model: 'gpt-4o', temperature: 0.2 }, 'o4-mini'],
    [{ model: 'gpt-4o', logprobs: true }, 'gpt-5-mini'],
    [{ model: 'gpt-4.1', stop: 'x' }, 'gpt-5-mini'],
    [{ model: 'gpt-5', reasoning_effort: 'low' }, 'gpt-4.1-mini'],
    [{ model: 'gpt-5.2', reasoning_effort: 'xhigh' }, 'gpt-5-mini'],
    [{ model: 'gpt-4o', prediction: { type: 'content' } }, 'gpt-4o-mini'],
    [{ model: 'gpt-4o-audio-preview', modalities: ['text', 'audio'] }, 'gpt-4o-mini'],
  ])('is not made when the target rejects a parameter: %j as %s', (body, target) => {
    expect(servable(body, target)).toBe(false)
  })

  it('is not made where the path names the model', () => {
    expect(servable({}, 'gpt-5-mini', '/openai/deployments/prod/chat/completions')).toBe(false)
  })
})
