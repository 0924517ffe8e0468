import assert from 'node:assert/strict'
import { ID_TTL_MS, MAX_MARKS } from '@llm-limit/core'
import { of, perMinute, quota, T0 } from './policy.js'
import { type Claim, granted, takes } from './scene.js'

export function describeIds(claim: Claim): void {
  const ada = [of('ada', quota('requests', 100, perMinute))]
  const ask = { partitions: ada, offers: [takes(ada, 4)] }

  claim('rule 11, I15: while open the same id gets the same grant, with what is used as of now', async (scene) => {
    const first = granted(await scene.reserve({ id: 'a', ...ask }))
    const before = await scene.stored(ada)
    assert.deepEqual(await scene.reserve({ id: 'a', ...ask }), first)
    assert.deepEqual(await scene.stored(ada), before)
    await scene.spend('b', ada, 6)
    assert.deepEqual(await scene.reserve({ id: 'a', ...ask }), { ...first, used: [10] })
  })

  claim('rule 11, I15: an id that is settled, estimated or ended is closed', async (scene) => {
    await scene.spend('settled', ada, 1)
    await scene.settle(await scene.open('estimated', ada, 1), 1, { estimated: true })
    await scene.open('ended', ada, 1, { leaseMs: 5_000 })
    scene.clock.set(T0 + 5_000)
    for (const id of ['settled', 'estimated', 'ended'])
      assert.deepEqual(await scene.reserve({ id, ...ask }), { kind: 'closed', now: T0 + 5_000 })
  })

  claim('rules 11 and 25, I15: a reserve that arrives after its own release is closed', async (scene) => {
    const reservation = { id: 'a', partitions: ada, weight: 1_000, repeatFactor: 1_000 }
    assert.equal(await scene.settle(reservation, 0), 'marked')
    assert.equal((await scene.reserve({ id: 'a', ...ask })).kind, 'closed')
    assert.equal(await scene.settle(reservation, 0), 'already')
  })

  claim('rule 11, I15: a fresh id is granted and settled once, like any other', async (scene) => {
    const reservation = await scene.open('a', ada, 4, { isFresh: true })
    assert.equal(await scene.settle(reservation, 3), 'settled')
    assert.ok(['already', 'marked'].includes(await scene.settle(reservation, 3)))
    assert.deepEqual(await scene.used(ada), [3])
  })

  claim('rule 11: a reserve that was issued longer than ID_TTL_MS ago is closed', async (scene) => {
    assert.equal((await scene.reserve({ id: 'a', ...ask, issuedAt: T0 - ID_TTL_MS - 1 })).kind, 'closed')
    assert.equal((await scene.reserve({ id: 'b', ...ask, issuedAt: T0 - ID_TTL_MS })).kind, 'granted')
  })

  claim('rule 28, I11, I15: a mark dropped before its time closes all ids issued before it was made', async (scene) => {
    for (let n = 0; n <= MAX_MARKS; n += 1) {
      scene.clock.set(T0 + n)
      await scene.spend(`call ${n}`, ada, 0)
    }
    assert.equal((await scene.reserve({ id: 'call 0', ...ask, issuedAt: T0 - 1 })).kind, 'closed')
    assert.equal((await scene.reserve({ id: 'new', ...ask, issuedAt: T0 })).kind, 'granted')
  })
}
