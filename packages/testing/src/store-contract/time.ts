import assert from 'node:assert/strict'
import { bucket, MINUTE, of, perMinute, quota, T0 } from './policy.js'
import { type Claim, refused, takes } from './scene.js'

export function describeTime(claim: Claim): void {
  const ada = [of('ada', quota('tokens', 10, bucket(10)))]

  claim('rule 1, I13: a clock that steps back gives nothing back and takes nothing', async (scene) => {
    await scene.spend('a', ada, 6)
    scene.clock.set(T0 - 30_000)
    assert.deepEqual(await scene.used(ada), [6])
    assert.equal((await scene.store.peek(ada)).now, T0)
    await scene.spend('b', ada, 4)
    assert.deepEqual(await scene.used(ada), [10])
  })

  claim('rule 1: store time is the latest of all records of a call', async (scene) => {
    const everyone = of('everyone', quota('tokens', 100, perMinute))
    scene.clock.set(T0 + MINUTE)
    await scene.spend('a', [of('bob', quota('tokens', 10, bucket(10))), everyone], 1)
    scene.clock.set(T0)
    assert.equal((await scene.store.peek([...ada, everyone])).now, T0 + MINUTE)
    assert.equal((await scene.store.peek(ada)).now, T0)
  })

  claim('rule 2: a refusal does not move store time', async (scene) => {
    await scene.spend('a', ada, 10)
    scene.clock.set(T0 + 5_000)
    refused(await scene.reserve({ id: 'b', partitions: ada, offers: [takes(ada, 5)] }))
    scene.clock.set(T0)
    assert.equal((await scene.store.peek(ada)).now, T0)
  })
}
