import assert from 'node:assert/strict'
import { bucket, MINUTE, of, perMinute, quota, T0 } from './policy.js'
import { type Claim, takes } from './scene.js'

export function describeSpecs(claim: Claim): void {
  const tokens = quota('tokens', 100, bucket(60))
  const requests = quota('requests', 100, perMinute)

  claim('rule 10: a changed limit works at once', async (scene) => {
    await scene.spend('a', [of('ada', requests)], 60)
    const lower = [of('ada', { ...requests, limit: 50 })]
    assert.equal((await scene.reserve({ id: 'b', partitions: lower, offers: [takes(lower, 1)] })).kind, 'refused')
  })

  claim('rule 10: a changed refill applies from the last write on, to lease ends too', async (scene) => {
    await scene.spend('a', [of('ada', tokens)], 100)
    await scene.open('b', [of('ada', tokens)], 0, { leaseMs: 10_000 })
    scene.clock.set(T0 + 10_000)
    await scene.open('c', [of('ada', tokens)], 0)
    scene.clock.set(T0 + 20_000)
    const faster = [of('ada', { ...tokens, aging: bucket(120) })]
    assert.deepEqual(await scene.used(faster), [100 - 10 - 20])
    await scene.spend('d', faster, 0)
    assert.deepEqual(await scene.used([of('ada', tokens)]), [70])
  })

  claim('rule 10: a reserve carries counters over by name, whatever their order', async (scene) => {
    await scene.spend('a', [of('ada', tokens, requests)], 10)
    await scene.open('b', [of('ada', requests, tokens)], 5)
    assert.deepEqual(await scene.used([of('ada', requests, tokens)]), [15, 15])
  })

  claim('rule 10: a counter that a reserve drops is forgotten for good, in its leases too', async (scene) => {
    const both = [of('ada', tokens, requests)]
    const reservation = await scene.open('a', both, 30, { leaseMs: 5 * MINUTE })
    await scene.spend('b', [of('ada', tokens)], 0)
    await scene.spend('c', both, 0)
    assert.deepEqual(await scene.used(both), [30, 0])
    await scene.spend('d', both, 7)
    await scene.settle(reservation, 0)
    assert.deepEqual(await scene.used(both), [7, 7])
  })

  claim('rule 10: what other partitions dropped is not given back twice', async (scene) => {
    const wide = (...quotas: (typeof tokens)[]) => [of('ada', requests), of('everyone', ...quotas)]
    const first = await scene.open('a', wide(tokens), 30)
    await scene.open('b', [of('bob', requests), of('everyone', requests)], 0)
    await scene.open('c', [of('bob', requests), of('everyone', tokens)], 20, { leaseMs: 5 * MINUTE })
    await scene.settle(first, 0)
    assert.deepEqual(await scene.used(wide(tokens)), [0, 20])
  })

  claim('rule 10: raise, renew and settle keep the counters and pass over those that are gone', async (scene) => {
    const both = [of('ada', tokens, requests)]
    const reservation = await scene.open('a', both, 30)
    await scene.open('b', [of('ada', requests)], 0)
    const renewed = await scene.renew(reservation, 10, 40)
    assert.deepEqual(renewed, { kind: 'renewed', now: T0, end: T0 + MINUTE, used: [0, 40] })
    await scene.settle(reservation, 12)
    assert.deepEqual(await scene.used([of('ada', requests)]), [12])
  })
}
