import { describe, expect, it } from '@jest/globals'
import { anthropicMessages } from '@llm-limit/providers'
import { fakeModelServer } from '@llm-limit/testing'
import fc from 'fast-check'

const MODELS = [
  'claude-3-5-haiku-20241022',
  'claude-opus-4-1',
  'claude-haiku-4-5',
  'claude-opus-4-6',
  'claude-sonnet-5',
]
const user = { role: 'user', content: 'Where am I?' }
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 2 })

const body = fc.record({
  model: fc.constantFrom(...MODELS),
  max_tokens: fc.integer({ min: 0, max: 6_000 }),
  messages: fc.constantFrom([user], [user, { role: 'assistant', content: '{' }]),
  temperature: maybe(fc.constant(0.5)),
  top_p: maybe(fc.constant(0.9)),
  thinking: maybe(
    fc.oneof(
      fc.record({ type: fc.constant('enabled'), budget_tokens: fc.integer({ min: 1_000, max: 6_000 }) }),
      fc.constantFrom({ type: 'adaptive' }, { type: 'disabled' }),
    ),
  ),
})

describe('a degraded call that the API took as it was', () => {
  it('is taken with any cap, and by every model that it may be swapped for', async () => {
    await using server = await fakeModelServer({ keepBodies: false })
    const statusOf = async (call: object): Promise<number> => {
      const init = { method: 'POST', body: JSON.stringify(call), headers: { connection: 'close' } }
      const response = await fetch(`${server.url}/messages`, init)
      await response.arrayBuffer()
      return response.status
    }
    let swapped = 0
    await fc.assert(
      fc.asyncProperty(body, fc.nat(6_000), async (asked, granted) => {
        if ((await statusOf(asked)) !== 200) return
        const request = { path: '/v1/messages', body: JSON.parse(JSON.stringify(asked)) }
        const { servableBy } = anthropicMessages.read(request, (text) => text.length)
        const targets = MODELS.filter((model) => servableBy?.(model) === true)
        for (const model of [undefined, ...targets]) {
          swapped += 1
          expect(await statusOf(anthropicMessages.rewrite(request, { model, maxOutputTokens: granted }))).toBe(200)
        }
      }),
      { numRuns: 60 },
    )
    expect(swapped).toBeGreaterThan(30)
  })
})
