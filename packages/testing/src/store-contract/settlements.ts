import assert from 'node:assert/strict'
import { MAX_LATE } from '@llm-limit/core'
import { of, perMinute, quota, T0 } from './policy.js'
import type { Claim } from './scene.js'

export function describeSettlements(claim: Claim): void {
  const ada = [of('ada', quota('requests', 100, perMinute)), of('everyone', quota('requests', 100, perMinute))]

  claim('rule 22, I3: settling gives back the hold and charges what was used, below or above it', async (scene) => {
    await scene.settle(await scene.open('a', ada, 8), 3)
    assert.deepEqual(await scene.used(ada), [3, 3])
    await scene.settle(await scene.open('b', ada, 8), 12)
    assert.deepEqual(await scene.used(ada), [15, 15])
  })

  claim('rules 22 and 25, I15: a settlement counts once', async (scene) => {
    const reservation = await scene.open('a', ada, 8)
    assert.equal(await scene.settle(reservation, 5), 'settled')
    const before = await scene.stored(ada)
    assert.equal(await scene.settle(reservation, 50), 'already')
    assert.deepEqual(await scene.stored(ada), before)
  })

  claim('rule 24, I15: an estimate is replaced by one final settlement, and by no other estimate', async (scene) => {
    const reservation = await scene.open('a', ada, 8)
    assert.equal(await scene.settle(reservation, 5, { estimated: true }), 'settled')
    assert.equal(await scene.settle(reservation, 6, { estimated: true }), 'already')
    assert.deepEqual(await scene.used(ada), [5, 5])
    assert.equal(await scene.settle(reservation, 2), 'corrected')
    assert.deepEqual(await scene.used(ada), [2, 2])
    assert.equal(await scene.settle(reservation, 9), 'already')
  })

  claim('rule 9: a correction is taken from the newest sub-bucket first', async (scene) => {
    await scene.spend('a', ada, 2)
    scene.clock.set(T0 + 2_000)
    const reservation = await scene.open('b', ada, 2)
    await scene.settle(reservation, 2, { estimated: true })
    scene.clock.set(T0 + 3_000)
    await scene.settle(reservation, 1)
    scene.clock.set(T0 + 60_999)
    assert.deepEqual(await scene.used(ada), [3, 3])
    scene.clock.set(T0 + 61_000)
    assert.deepEqual(await scene.used(ada), [1, 1])
  })

  claim(`rule 27, I11: of more than ${MAX_LATE} estimates the oldest can no longer be corrected`, async (scene) => {
    const first = await scene.open('first', ada, 1)
    await scene.settle(first, 1, { estimated: true })
    for (let n = 0; n < MAX_LATE; n += 1)
      await scene.settle(await scene.open(`call ${n}`, ada, 0), 0, { estimated: true })
    assert.equal(await scene.settle(first, 7), 'already')
    assert.deepEqual(await scene.used(ada), [1, 1])
  })

  claim('rules 1 and 25: marking an unknown id writes every record of the call', async (scene) => {
    scene.clock.set(T0 + 1_000)
    await scene.settle({ id: 'a', partitions: ada, weight: 1_000, repeatFactor: 1_000 }, 0)
    scene.clock.set(T0)
    assert.equal((await scene.store.peek(ada.slice(1))).now, T0 + 1_000)
  })
}
