import assert from 'node:assert/strict'
import { MAX_STEPS } from '@llm-limit/core'
import { calendar, MINUTE, of, perMinute, quota, T0 } from './policy.js'
import { type Claim, granted, takes } from './scene.js'

export function describeRaises(claim: Claim): void {
  const ada = [of('ada', quota('tokens', 10, perMinute))]

  claim('rule 18, I1: a raise spends the hold of its own reservation and what others leave', async (scene) => {
    await scene.spend('a', ada, 3)
    const reservation = await scene.open('b', ada, 4)
    assert.equal((await scene.raise(reservation, { step: 1, offers: [takes(ada, 8)] })).kind, 'refused')
    assert.deepEqual(granted(await scene.raise(reservation, { step: 1, offers: [takes(ada, 7)] })).used, [10])
  })

  claim('rule 18: what is taken of the hold is not given twice, and the hold does not fall', async (scene) => {
    const reservation = await scene.open('a', ada, 4)
    const taken = [4]
    assert.equal((await scene.raise(reservation, { step: 1, offers: [takes(ada, 7)], taken })).kind, 'refused')
    assert.deepEqual(granted(await scene.raise(reservation, { step: 1, offers: [takes(ada, 6)], taken })).used, [10])
    assert.deepEqual(granted(await scene.raise(reservation, { step: 2, offers: [takes(ada, 1)] })).used, [10])
  })

  claim('rule 17, I15: the same step again is the same grant', async (scene) => {
    const reservation = await scene.open('a', ada, 1)
    const call = { step: 1, offers: [takes(ada, 5)] }
    const first = await scene.raise(reservation, call)
    const before = await scene.stored(ada)
    assert.deepEqual(await scene.raise(reservation, { ...call, offers: [takes(ada, 11)] }), first)
    assert.deepEqual(await scene.stored(ada), before)
  })

  claim('rule 17, I15: step 0 is the grant of the reserve', async (scene) => {
    const call = { id: 'a', partitions: ada, offers: [takes(ada, 1)] }
    const first = await scene.reserve(call)
    const reservation = { id: 'a', partitions: ada, weight: 1_000, repeatFactor: 1_000 }
    assert.deepEqual(await scene.raise(reservation, { step: 0, offers: [takes(ada, 9)] }), first)
  })

  claim(
    `rule 17, I15: of the steps the highest ${MAX_STEPS} are remembered, and one below them is closed`,
    async (scene) => {
      const reservation = await scene.open('a', ada, 1)
      const kindOf = async (step: number) => (await scene.raise(reservation, { step, offers: [takes(ada, 1)] })).kind
      for (const step of [5, 7, 6]) assert.equal(await kindOf(step), 'granted')
      assert.equal(await kindOf(4), 'closed')
      for (let step = 8; step < 6 + MAX_STEPS; step += 1) assert.equal(await kindOf(step), 'granted')
      assert.equal(await kindOf(5), 'closed')
      assert.equal(await kindOf(6), 'granted')
    },
  )

  claim('rule 17: a reservation that is not open cannot be raised', async (scene) => {
    const reservation = await scene.open('a', ada, 1)
    await scene.settle(reservation, 1)
    assert.equal((await scene.raise(reservation, { step: 1, offers: [takes(ada, 1)] })).kind, 'closed')
  })

  claim('rules 16 and 18: the lease moves, never back', async (scene) => {
    const reservation = await scene.open('a', ada, 1)
    const end = async (step: number, leaseMs: number) =>
      granted(await scene.raise(reservation, { step, offers: [takes(ada, 1)], leaseMs })).end
    assert.equal(await end(1, 2 * MINUTE - 1), T0 + 2 * MINUTE)
    assert.equal(await end(2, 0), T0 + 2 * MINUTE)
  })

  claim('rule 18, I21: a hold of a period that is over makes no room in the next', async (scene) => {
    const daily = [of('ada', quota('money', 10, calendar(T0, MINUTE)))]
    const reservation = await scene.open('a', daily, 10, { leaseMs: 5 * MINUTE })
    scene.clock.set(T0 + MINUTE)
    await scene.spend('b', daily, 6)
    assert.equal((await scene.raise(reservation, { step: 1, offers: [takes(daily, 5)] })).kind, 'refused')
    assert.equal((await scene.raise(reservation, { step: 1, offers: [takes(daily, 4)] })).kind, 'granted')
    assert.deepEqual(await scene.used(daily), [6])
  })
}
