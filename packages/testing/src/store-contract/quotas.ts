import assert from 'node:assert/strict'
import { bucket, concurrency, MINUTE, of, perMinute, quota, T0 } from './policy.js'
import type { Claim } from './scene.js'

export function describeQuotas(claim: Claim): void {
  claim(
    'rule 5: what was settled in a sub-bucket of a sliding window counts until 61 have begun after it',
    async (scene) => {
      const ada = [of('ada', quota('requests', 5, perMinute))]
      scene.clock.set(T0 + 500)
      await scene.spend('a', ada, 5)
      scene.clock.set(T0 + 60_999)
      assert.deepEqual(await scene.used(ada), [5])
      scene.clock.set(T0 + 61_000)
      assert.deepEqual(await scene.used(ada), [0])
    },
  )

  claim('rule 7: a bucket drains by the millisecond, and keeps the fraction from step to step', async (scene) => {
    const ada = [of('ada', quota('tokens', 100, bucket(7)))]
    await scene.spend('a', ada, 50)
    for (let step = 1; step <= 40; step += 1) {
      scene.clock.set(T0 + step * 1_234)
      await scene.spend(`free ${step}`, ada, 0)
    }
    assert.deepEqual(await scene.used(ada), [50 - Math.floor((40 * 1_234 * 7) / MINUTE)])
  })

  claim('rule 7: a debt that becomes positive starts draining then, not at the last call before it', async (scene) => {
    const ada = [of('ada', quota('tokens', 100, bucket(60)))]
    await scene.spend('a', ada, 0)
    scene.clock.set(T0 + 30_500)
    await scene.spend('b', ada, 10)
    scene.clock.set(T0 + 31_499)
    assert.deepEqual(await scene.used(ada), [10])
    scene.clock.set(T0 + 31_500)
    assert.deepEqual(await scene.used(ada), [9])
  })

  claim('rule 7: a bucket of more than 2^26 ms drains by whole seconds', async (scene) => {
    const aging = { algorithm: 'bucket', windowMs: 100_000_000, refill: 100_000 } as const
    const ada = [of('ada', quota('tokens', 10, aging))]
    scene.clock.set(T0 + 1)
    await scene.spend('a', ada, 10)
    scene.clock.set(T0 + 999)
    assert.deepEqual(await scene.used(ada), [10])
    scene.clock.set(T0 + 1_000)
    assert.deepEqual(await scene.used(ada), [9])
  })

  claim('rule 8: of a concurrency quota nothing stays once a call is settled', async (scene) => {
    const ada = [of('ada', quota('open', 2, concurrency))]
    const first = await scene.open('a', ada, 1)
    await scene.open('b', ada, 1)
    assert.deepEqual(await scene.used(ada), [2])
    await scene.settle(first, 1)
    assert.deepEqual(await scene.used(ada), [1])
  })
}
