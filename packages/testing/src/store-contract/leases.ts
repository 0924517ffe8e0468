import assert from 'node:assert/strict'
import { LATE_MS } from '@llm-limit/core'
import { bucket, MINUTE, of, perMinute, quota, T0 } from './policy.js'
import { type Claim, granted, takes } from './scene.js'

export function describeLeases(claim: Claim): void {
  const ada = [of('ada', quota('tokens', 10, bucket(10))), of('everyone', quota('tokens', 10, bucket(10)))]

  claim(
    'rules 16, 20 and 21, I2: a lease ends on the grid of 5 s, and what was observed is charged then',
    async (scene) => {
      const reservation = await scene.open('a', ada, 8, { leaseMs: 58_001 })
      assert.equal((await scene.renew(reservation, 4, 9, 58_001)).kind, 'renewed')
      const usedAt = async (time: number) => {
        scene.clock.set(time)
        return scene.used(ada)
      }
      assert.deepEqual(await usedAt(T0 + 59_999), [9, 9])
      assert.deepEqual(await usedAt(T0 + 60_000), [4, 4])
      assert.deepEqual(await usedAt(T0 + 66_000), [3, 3])
    },
  )

  claim('rule 21, I2: a shared record ends the leases of others, whoever asks first', async (scene) => {
    await scene.open('a', ada, 8)
    const bob = [of('bob', quota('tokens', 10, bucket(10))), of('everyone', quota('tokens', 10, bucket(10)))]
    assert.equal((await scene.reserve({ id: 'b', partitions: bob, offers: [takes(bob, 3)] })).kind, 'refused')
    scene.clock.set(T0 + MINUTE)
    granted(await scene.reserve({ id: 'c', partitions: bob, offers: [takes(bob, 3)] }))
    assert.deepEqual(await scene.used(bob), [3, 3])
  })

  claim(
    'rule 19: renewing holds what is asked, even above the limit, and no less than was held or observed',
    async (scene) => {
      const reservation = await scene.open('a', ada, 2)
      const held = async (observed: number, hold: number) => {
        const reply = await scene.renew(reservation, observed, hold)
        return reply.kind === 'renewed' ? reply.used : reply
      }
      assert.deepEqual(await held(5, 1), [5, 5])
      assert.deepEqual(await held(0, 3), [5, 5])
      assert.deepEqual(await held(0, 12), [12, 12])
      assert.deepEqual(await held(0, 6), [12, 12])
    },
  )

  claim('rule 19: a lease that ended is not renewed', async (scene) => {
    const reservation = await scene.open('a', ada, 2)
    scene.clock.set(T0 + MINUTE)
    assert.deepEqual(await scene.renew(reservation, 1, 1), { kind: 'closed', now: T0 + MINUTE })
  })

  claim('rules 23 and 27: an ended lease is corrected once, and only in time', async (scene) => {
    const lasting = [of('ada', quota('requests', 100, perMinute))]
    const reservation = await scene.open('a', lasting, 8)
    await scene.renew(reservation, 4, 8)
    const late = await scene.open('b', lasting, 8)
    scene.clock.set(T0 + 90_000)
    assert.equal(await scene.settle(reservation, 9), 'corrected')
    assert.deepEqual(await scene.used(lasting), [4 + 5])
    assert.equal(await scene.settle(reservation, 9), 'already')
    scene.clock.set(T0 + MINUTE + LATE_MS)
    assert.equal(await scene.settle(late, 9), 'already')
    assert.deepEqual(await scene.used(lasting), [0])
  })
}
