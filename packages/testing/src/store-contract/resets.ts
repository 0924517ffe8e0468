import assert from 'node:assert/strict'
import { bucket, calendar, concurrency, MINUTE, of, perMinute, quota, T0 } from './policy.js'
import { type Claim, takes } from './scene.js'

export function describeResets(claim: Claim): void {
  const ada = [
    of(
      'ada',
      quota('requests', 100, perMinute),
      quota('tokens', 100, bucket(10)),
      quota('money', 100, calendar(T0, MINUTE)),
      quota('open', 100, concurrency),
    ),
  ]

  claim('rule 29: a reset forgets what was settled; what is held stays, and settles', async (scene) => {
    await scene.spend('a', ada, 30)
    const reservation = await scene.open('b', ada, 20)
    await scene.store.reset(ada)
    assert.deepEqual(await scene.used(ada), [20, 20, 20, 20])
    await scene.settle(reservation, 5)
    assert.deepEqual(await scene.used(ada), [5, 5, 5, 0])
  })

  claim('rule 29: a reset forgets every sub-bucket of a sliding window', async (scene) => {
    await scene.spend('a', ada, 2)
    scene.clock.set(T0 + 30_000)
    await scene.spend('b', ada, 3)
    await scene.store.reset(ada)
    await scene.spend('c', ada, 4)
    assert.equal((await scene.used(ada))[0], 4)
    scene.clock.set(T0 + 61_000)
    assert.equal((await scene.used(ada))[0], 4)
  })

  claim('rule 29, I15: a reset does not reopen an id', async (scene) => {
    await scene.spend('a', ada, 1)
    await scene.store.reset(ada)
    assert.equal((await scene.reserve({ id: 'a', partitions: ada, offers: [takes(ada, 1)] })).kind, 'closed')
  })

  claim('rule 29, I9: what a reset forgot is not corrected below 0', async (scene) => {
    const reservation = await scene.open('a', ada, 9)
    await scene.settle(reservation, 9, { estimated: true })
    await scene.store.reset(ada)
    assert.equal(await scene.settle(reservation, 2), 'corrected')
    assert.deepEqual(await scene.used(ada), [0, 0, 0, 0])
  })
}
