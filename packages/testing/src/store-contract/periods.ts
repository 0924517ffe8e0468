import assert from 'node:assert/strict'
import { retryAfterMs } from '@llm-limit/core'
import { calendar, of, quota, T0 } from './policy.js'
import { type Claim, refused, takes } from './scene.js'

const DAY = 86_400_000

export function describePeriods(claim: Claim): void {
  const daily = quota('money', 100, calendar(T0, DAY))
  const ada = [of('ada', daily), of('everyone', daily)]

  claim('rule 6, I21: a new period starts at 0, without what the old one still holds', async (scene) => {
    scene.clock.set(T0 + DAY - 1)
    await scene.spend('a', ada, 30)
    await scene.open('b', ada, 50, { leaseMs: DAY })
    assert.deepEqual(await scene.used(ada), [80, 80])
    scene.clock.set(T0 + DAY)
    assert.deepEqual(await scene.used(ada), [0, 0])
  })

  claim('rule 6, I21: a call across midnight settles into its own day or nowhere', async (scene) => {
    scene.clock.set(T0 + DAY - 1)
    const reservation = await scene.open('a', ada, 50, { leaseMs: DAY })
    scene.clock.set(T0 + DAY)
    await scene.spend('b', ada, 1)
    assert.equal(await scene.settle(reservation, 50), 'settled')
    assert.deepEqual(await scene.used(ada), [1, 1])
  })

  claim('rule 6, I21: a lease that ends after midnight ends into its own day or nowhere', async (scene) => {
    scene.clock.set(T0 + DAY - 1)
    const reservation = await scene.open('a', ada, 50, { leaseMs: 1 })
    await scene.renew(reservation, 40, 50, 1)
    scene.clock.set(T0 + DAY + 5_000)
    await scene.spend('b', ada, 1)
    assert.deepEqual(await scene.used(ada), [1, 1])
  })

  claim('rule 6, I10: in the last of the three periods the wait is until its end', async (scene) => {
    scene.clock.set(T0 + DAY)
    await scene.spend('a', ada, 100)
    const call = { partitions: ada, offers: [takes(ada, 1)], weight: 1_000 }
    assert.equal(retryAfterMs(call, refused(await scene.reserve({ id: 'b', ...call }))), DAY)
  })

  claim('rules 2 and 6: outside of the three periods a call asks for others, before anything else', async (scene) => {
    const reservation = await scene.open('a', ada, 1, { leaseMs: 3 * DAY })
    scene.clock.set(T0 + 2 * DAY)
    const again = { id: 'a', partitions: ada, offers: [takes(ada, 1)] }
    assert.deepEqual(await scene.reserve(again), { kind: 'period', now: T0 + 2 * DAY })
    const raise = { step: 1, offers: [takes(ada, 1)] }
    assert.deepEqual(await scene.raise(reservation, raise), { kind: 'period', now: T0 + 2 * DAY })
  })
}
