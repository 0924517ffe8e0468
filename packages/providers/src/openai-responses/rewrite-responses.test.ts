import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { JsonObject } from '../json.js'
import type { RewriteTerms } from '../wire.js'
import { openAiResponses } from './openai-responses.js'

const PATH = '/v1/responses'
const rewrite = (body: JsonObject, terms: RewriteTerms, path = PATH): JsonObject =>
  openAiResponses.rewrite({ path, body }, terms)

describe('openAiResponses.rewrite', () => {
  it('sets model and cap on a shallow copy, and asks for no usage', () => {
    const input = [{ role: 'user', content: 'hi' }]
    const body = Object.freeze({ model: 'gpt-5', input, max_output_tokens: 900, stream: true })
    const rewritten = rewrite(body, { model: 'gpt-5-mini', maxOutputTokens: 100 })
    expect(rewritten).toEqual({ model: 'gpt-5-mini', input, max_output_tokens: 100, stream: true })
    expect(rewritten['input']).toBe(input)
  })

  it('never lengthens what was asked for, and never shortens it below what the API takes', () => {
    const amount = fc.option(fc.integer({ min: 16, max: 100_000 }), { nil: undefined })
    fc.assert(
      fc.property(amount, fc.nat(100_000), (asked, granted) => {
        const cap = rewrite({ model: 'gpt-5', max_output_tokens: asked }, { maxOutputTokens: granted })[
          'max_output_tokens'
        ]
        expect(cap).toBe(Math.min(asked ?? Number.POSITIVE_INFINITY, Math.max(16, granted)))
      }),
    )
    expect(rewrite({ max_output_tokens: 5 }, { maxOutputTokens: 100 })['max_output_tokens']).toBe(5)
  })

  it('leaves the model alone where a deployment or a stored prompt names it', () => {
    expect(rewrite({ input: 'hi' }, { model: 'cheap' }, '/openai/deployments/prod/responses')).toEqual({ input: 'hi' })
    expect(rewrite({ prompt: { id: 'p' } }, { model: 'cheap' })).toEqual({ prompt: { id: 'p' } })
  })

  it('keeps a __proto__ member a member', () => {
    const body = rewrite(JSON.parse('{"model":"x","__proto__":{"max_output_tokens":50}}'), { maxOutputTokens: 40 })
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype)
    expect(JSON.parse(JSON.stringify(body))['max_output_tokens']).toBe(40)
  })
})

describe('a model swap', () => {
  const servable = (body: JsonObject, target: string, path = PATH): boolean | undefined =>
    openAiResponses.read({ path, body: { input: 'hi', ...body } }, () => 1).servableBy?.(target)

  it.each([
    [{ model: 'gpt-5' }, 'gpt-5-mini'],
    [{ model: 'gpt-5', reasoning: { effort: 'low' }, include: ['reasoning.encrypted_content'] }, 'gpt-5-mini'],
    [{ model: 'gpt-5.4', reasoning: { effort: 'xhigh' } }, 'gpt-5.4-mini'],
    [{ model: 'gpt-5', previous_response_id: 'resp_1', text: { verbosity: 'low' } }, 'gpt-5-mini'],
    [{ model: 'gpt-4.1', temperature: 0.2, tools: [{ type: 'function', name: 'f' }] }, 'gpt-4.1-mini'],
    [{ model: 'gpt-4.1', temperature: 1, top_p: null }, 'gpt-5-mini'],
    [{ model: 'my-deployment' }, 'my-cheaper-deployment'],
  ])('keeps working: %j as %s', (body, target) => {
    expect(servable(body, target)).toBe(true)
  })

  it.each([
    [{ model: 'gpt-4.1', temperature: 0.2 }, 'gpt-5-mini'],
    [{ model: 'gpt-4.1', top_logprobs: 3 }, 'gpt-5-mini'],
    [{ model: 'gpt-5', reasoning: { effort: 'low' } }, 'gpt-4.1-mini'],
    [{ model: 'gpt-5.4', reasoning: { effort: 'xhigh' } }, 'gpt-5-mini'],
    [{ model: 'gpt-5', text: { verbosity: 'low' } }, 'gpt-4.1-mini'],
    [{ model: 'gpt-5', previous_response_id: 'resp_1' }, 'gpt-4.1-mini'],
    [{ model: 'gpt-5', input: [{ type: 'reasoning', id: 'rs_1' }] }, 'gpt-4.1-mini'],
    [{ model: 'gpt-5', tools: [{ type: 'custom', name: 'f' }] }, 'gpt-4.1-mini'],
    [{ model: 'gpt-5', tools: [{ type: 'web_search' }] }, 'gpt-5-mini'],
    [{ model: 'gpt-5' }, 'claude-haiku-4-5'],
    [{ model: 'gpt-5' }, 'openai/gpt-5-mini'],
    [{ model: 'openai/gpt-5' }, 'gpt-5-mini'],
    [{ prompt: { id: 'pmpt_1' } }, 'gpt-5-mini'],
  ])('is not made when the target would reject the call: %j as %s', (body, target) => {
    expect(servable(body, target)).toBe(false)
  })

  it('is not made where the path names the model', () => {
    expect(servable({ model: 'gpt-5' }, 'gpt-5-mini', '/openai/deployments/prod/responses')).toBe(false)
  })
})
