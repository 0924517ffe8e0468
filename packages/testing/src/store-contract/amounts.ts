import assert from 'node:assert/strict'
import { MAX_AMOUNT, type Offer } from '@llm-limit/core'
import { of, perMinute, quota } from './policy.js'
import { type Claim, granted, takes } from './scene.js'

const NOT_AMOUNTS = [-1, 0.5, MAX_AMOUNT + 1, Number.NaN, Number.POSITIVE_INFINITY]

export function describeAmounts(claim: Claim): void {
  const ada = [of('ada', quota('tokens', 1_000, perMinute, { scaled: true }))]
  const invalid = { name: 'InvalidAmountError' }

  claim('rule 3, I9, I16: an amount that is none is refused by every method and changes nothing', async (scene) => {
    const reservation = await scene.open('a', ada, 10)
    const before = await scene.stored(ada)
    for (const bad of NOT_AMOUNTS) {
      await assert.rejects(scene.reserve({ id: 'b', partitions: ada, offers: [takes(ada, bad)] }), invalid)
      await assert.rejects(scene.raise(reservation, { step: 1, offers: [takes(ada, bad)] }), invalid)
      await assert.rejects(scene.renew(reservation, bad, 1), invalid)
      await assert.rejects(scene.settle(reservation, bad), invalid)
    }
    assert.deepEqual(await scene.stored(ada), before)
  })

  claim('rule 3: weights and repeat factors are at least 1', async (scene) => {
    const call = { id: 'a', partitions: ada, offers: [takes(ada, 1)] }
    const repeat = { fingerprint: 1, factors: [1_000, 0], windowMs: 1_000 }
    await assert.rejects(scene.reserve({ ...call, weight: 0 }), invalid)
    await assert.rejects(scene.reserve({ ...call, repeat }), invalid)
  })

  claim('rule 3: limits and charges up to 2^52 - 1 are exact', async (scene) => {
    const rich = [of('rich', quota('units', MAX_AMOUNT, perMinute))]
    await scene.spend('a', rich, MAX_AMOUNT - 1)
    await scene.spend('b', rich, 1)
    assert.deepEqual(await scene.used(rich), [MAX_AMOUNT])
    const more = await scene.reserve({ id: 'c', partitions: rich, offers: [takes(rich, 1)] })
    assert.equal(more.kind, 'refused')
  })

  claim(
    'rule 4: a weight of 1.5 charges ceil(1.5 x units) of scaled quotas and nothing more of others',
    async (scene) => {
      const both = [of('ada', quota('tokens', 1_000, perMinute, { scaled: true }), quota('money', 1_000, perMinute))]
      const reply = await scene.reserve({ id: 'a', partitions: both, offers: [takes(both, 33)], weight: 1_500 })
      assert.deepEqual(granted(reply).used, [50, 33])
    },
  )

  claim(
    'rule 4: what is more than 2^52 - 1 never fits, and holds 2^52 - 1 of a quota that does not bind',
    async (scene) => {
      const offerOf = (count: number): Offer => ({
        rung: 0,
        charges: Array.from({ length: count }, () => ({ cap: MAX_AMOUNT, fixed: 2, perOutputToken: 2 ** 51 })),
        output: { min: 2, max: 2, hold: 2 },
      })
      const rich = [of('rich', quota('units', MAX_AMOUNT, perMinute))]
      assert.equal((await scene.reserve({ id: 'a', partitions: rich, offers: [offerOf(1)] })).kind, 'refused')
      const onlyWhile = { quota: 0, share: 500 }
      const free = [of('free', quota('all', 10, perMinute), quota('own', 10, perMinute, { onlyWhile }))]
      const [, own] = offerOf(2).charges
      const charges = [{ cap: 10, fixed: 1, perOutputToken: 0 }, own ?? { cap: 0, fixed: 0, perOutputToken: 0 }]
      const reply = await scene.reserve({ id: 'b', partitions: free, offers: [{ ...offerOf(2), charges }] })
      assert.deepEqual(granted(reply).used, [1, MAX_AMOUNT])
    },
  )
}
