import assert from 'node:assert/strict'
import { createLimiter, type Limiter } from '@llm-limit/core'
import type { FakeClock } from '../fake-clock.js'
import { billTotal } from '../model-server/bill.js'
import type { AppGuard } from './adapter-app.js'
import { nothingIsCharged, nothingIsOpen } from './books.js'
import { describeClaims } from './claims.js'
import { itemIn, itemsIn } from './field-items.js'
import { CHAT, type Contract, QUOTAS } from './scene.js'
import { until } from './waiting.js'

const REFINED = (limiter: Limiter): AppGuard[] => [
  { limiter, operation: 'chat' },
  { limiter, operation: 'heavy' },
]

/** A second guard on the way of a request. */
export function describeTwoGuards(contract: Contract): void {
  describeClaims(contract, 'two guards of one limiter', (claim) => {
    claim('reserve once: the later operation wins (I2, I3)', { guards: REFINED }, async (scene) => {
      const answer = await scene.post()
      await scene.settled(2)
      const { inputTokens, outputTokens } = billTotal(scene.model.bill)
      assert.equal(await scene.used('requests'), 3, 'the weight of the later operation')
      assert.equal(await scene.used('tokens'), 3 * (inputTokens + outputTokens))
      assert.equal(itemsIn(contract.tools, answer, 'ratelimit')['requests']?.['r'], 997)
      await nothingIsOpen(scene)
    })

    claim('degrade once, and wait once (I18)', { guards: REFINED, policy: { quotas: QUOTAS } }, async (scene) => {
      await scene.spendTokens(105_000)
      const answer = scene.post({ body: { ...CHAT, max_completion_tokens: 3_000 } })
      await until('the delay begins', async () => (await scene.used('open')) === 1)
      scene.clock.advance(400)
      const terms = { 'instead-of': 'gpt-5', 'max-output': 1_500, delay: 400 }
      assert.deepEqual(itemIn(contract.tools, await answer, 'llm-limit-terms'), ['gpt-5-mini', terms])
      const body = { ...CHAT, model: 'gpt-5-mini', max_completion_tokens: 1_500 }
      assert.deepEqual(scene.handled[0]?.body, body)
      assert.equal(scene.handled.length, 1)
    })

    claim(
      'charge nothing when the later refuses (I16)',
      { guards: REFINED, policy: { quotas: undefined, tiers: TIERS } },
      async (scene) => {
        assert.equal((await scene.post()).status, 413)
        await scene.settled(1)
        assert.equal(scene.handled.length, 0)
        await nothingIsCharged(scene)
      },
    )
  })

  const others: Limiter[] = []
  const apart = (limiter: Limiter, { clock }: { readonly clock: FakeClock }): AppGuard[] => {
    const other = createLimiter({ quotas: ['1 requests / hour'], name: 'other', clock })
    others.push(other)
    return [{ limiter, operation: 'chat' }, { limiter: other }]
  }

  describeClaims(contract, 'guards of two limiters', (claim) => {
    claim(
      'each reserve, and the earlier is released when the later refuses (I2, I16)',
      { guards: apart },
      async (scene) => {
        assert.equal((await scene.post()).status, 200)
        await scene.settled(1)
        const before = await scene.limiter.usage({ user: 'ada' })
        const answer = await scene.post()
        assert.equal(answer.status, 429)
        assert.deepEqual(Object.keys(itemsIn(contract.tools, answer, 'ratelimit')), ['requests-per-hour'])
        await scene.settled(2)
        assert.equal(scene.settlements[1]?.released, true)
        assert.deepEqual(await scene.limiter.usage({ user: 'ada' }), before)
        assert.equal(scene.handled.length, 1)
        await nothingIsOpen(scene)
        assert.equal((await others.at(-1)?.usage({ user: 'ada' }))?.quotas[0]?.used, 1)
      },
    )
  })
}

/** No request of the operation `heavy`, whose weight is 3, fits. */
const TIERS = { only: { quotas: QUOTAS, operations: { heavy: ['2 requests / hour'] } } } as const
