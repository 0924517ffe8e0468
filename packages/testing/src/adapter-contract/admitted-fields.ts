import assert from 'node:assert/strict'
import { describeClaims } from './claims.js'
import { itemIn, itemsIn } from './field-items.js'
import { answers, pipesStream } from './handlers.js'
import type { Contract } from './scene.js'

/** What a guarded response says about budgets. */
export function describeAdmittedFields(contract: Contract): void {
  const { tools } = contract
  describeClaims(contract, 'the response of an admitted request', (claim) => {
    claim('names every quota with limit, window and what is left, as structured fields', {}, async (scene) => {
      const answer = await scene.post()
      const policy = itemsIn(tools, answer, 'ratelimit-policy')
      const left = itemsIn(tools, answer, 'ratelimit')
      const statuses = scene.handled[0]?.llm?.admission.statuses ?? []
      assert.equal(answer.status, 200)
      assert.deepEqual(policy, {
        requests: { q: 1000, w: 3600 },
        tokens: { q: 100_000, w: 3600 },
        money: { q: 100, w: 86_400 },
        open: { q: 50, qu: 'concurrent-requests' },
      })
      assert.deepEqual(Object.keys(left), Object.keys(policy))
      assert.deepEqual([left['requests']?.['r'], left['open']?.['r']], [999, 49])
      assert.equal(left['tokens']?.['r'], statuses.find(({ name }) => name === 'tokens')?.remaining)
      assert.equal(left['money']?.['t'], 43_200, 'the day ends at midnight')
    })

    claim('says phase and percent, and no terms where none are changed', {}, async (scene) => {
      const { fields } = await scene.post()
      assert.equal(fields.get('llm-limit-phase'), 'normal')
      assert.equal(fields.get('llm-limit-used'), '0')
      assert.equal(fields.get('llm-limit-terms'), null)
      await scene.spendTokens(50_000)
      assert.equal((await scene.post()).fields.get('llm-limit-used'), '50')
    })

    claim('shows money as a share', {}, async (scene) => {
      await scene.spendTokens(1_000_000, 'rich')
      const answer = await scene.post({ user: 'rich' })
      assert.equal(answer.status, 429)
      assert.deepEqual(itemsIn(tools, answer, 'ratelimit-policy')['money']?.['q'], 100)
      assert.deepEqual(itemsIn(tools, answer, 'ratelimit')['money']?.['r'], 98)
      assert.doesNotMatch(`${answer.text}${JSON.stringify([...answer.fields])}`, /nanoUsd|usd|\$/i)
    })

    claim(
      'shows money in cents where the app exposes it',
      { guards: (limiter) => [{ limiter, operation: 'chat', expose: { money: true } }] },
      async (scene) => {
        const answer = await scene.post()
        assert.deepEqual(itemsIn(tools, answer, 'ratelimit-policy')['money']?.['q'], 5_000)
        assert.deepEqual(itemsIn(tools, answer, 'ratelimit')['money']?.['r'], 4_999)
      },
    )

    claim('carries them on streams', { handle: pipesStream }, async (scene) => {
      const answer = await scene.post()
      assert.equal(answer.fields.get('content-type')?.split(';')[0], 'text/event-stream')
      assert.equal(itemsIn(tools, answer, 'ratelimit')['requests']?.['r'], 999)
    })

    claim('carries them on errors of the handler', { handle: answers(404) }, async (scene) => {
      const answer = await scene.post()
      assert.equal(answer.status, 404)
      assert.equal(itemsIn(tools, answer, 'ratelimit')['requests']?.['r'], 999)
    })

    claim('never says less than nothing is left (I9)', { policy: { ladder: LONG_LADDER } }, async (scene) => {
      await scene.spendTokens(150_000)
      const answer = await scene.post()
      assert.equal(answer.status, 200)
      assert.equal(itemsIn(tools, answer, 'ratelimit')['tokens']?.['r'], 0)
      assert.equal(answer.fields.get('llm-limit-used'), '150')
      assert.equal(itemIn(tools, answer, 'llm-limit-terms')[0], 'gpt-5-mini')
    })
  })
}

const LONG_LADDER = [
  { at: 100, phase: 'soft' as const },
  { at: 900, phase: 'hard' as const },
]
