import { describe, expect, it } from '@jest/globals'
import type { Policy } from '@llm-limit/core'
import { createLimiter } from './create-limiter.js'
import type { Exchange } from './exchange.js'
import { createGuard } from './guard.js'

const ADA = { user: 'ada' }

/** The fields of a chat with `model`, where 105 % of the tokens are used up. */
async function degradedFields(model: string, models: Readonly<Record<string, string>>): Promise<Map<string, string>> {
  const ladder: Policy['ladder'] = [
    { at: 100, phase: 'soft', models },
    { at: 200, phase: 'hard' },
  ]
  const limiter = createLimiter({ quotas: ['10k tokens / hour'], ladder })
  const decision = await limiter.reserve({ subject: ADA, call: { inputTokens: 9_000, maxOutputTokens: 100 } })
  if (decision.outcome !== 'admitted') throw new Error('Using up was refused.')
  await decision.settle({ inputTokens: 10_500, outputTokens: 0 })
  const fields = new Map<string, string>()
  const exchange: Exchange<undefined> = {
    native: undefined,
    method: 'POST',
    path: '/v1/chat/completions',
    header: () => undefined,
    body: { model, messages: [{ role: 'user', content: 'Hello!' }], max_tokens: 50 },
    address: undefined,
    guarded: undefined,
    setField: (name, value) => fields.set(name, value),
  }
  const guard = createGuard<undefined, string>({ limiter, subject: () => ADA, log: false })
  expect(await guard.admit(exchange)).toMatchObject({ kind: 'admitted' })
  return fields
}

describe('LLM-Limit-Terms', () => {
  const termsOf = async (model: string, models: Readonly<Record<string, string>>): Promise<string | undefined> =>
    (await degradedFields(model, models)).get('LLM-Limit-Terms')

  it('names the model that is served, and the one asked for when it is known', async () => {
    expect(await termsOf('gpt-5', { 'gpt-5': 'gpt-5-mini' })).toBe(
      '"gpt-5-mini";instead-of="gpt-5";max-output=50;delay=0',
    )
  })

  it('names a model that the policy itself maps', async () => {
    expect(await termsOf('our-own', { 'our-own': 'gpt-5-mini' })).toBe(
      '"gpt-5-mini";instead-of="our-own";max-output=50;delay=0',
    )
  })

  it('never names a model that only the caller knows: what a wildcard matches, or no map (F60, I17)', async () => {
    expect(await termsOf('gpt-5-canary', { 'gpt-*': 'gpt-5-mini' })).toBe('"gpt-5-mini";max-output=50;delay=0')
    expect(await termsOf('canary', { 'gpt-*': 'gpt-5-mini' })).toBe('"degraded";max-output=50;delay=0')
    expect(await termsOf('gpt-5-19990101', { 'gpt-5': 'gpt-5-mini' })).toBe('"degraded";max-output=50;delay=0')
  })
})
