import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Partition, type Quota, type Store, usedIn } from '@llm-limit/core'
import { redisStore } from '../redis-store.js'
import { type ClusterUnderTest, startClusterUnderTest } from './cluster.fixture.js'
import { migrateSlotOf } from './slot-migration.fixture.js'

const quota: Quota = {
  counter: 'tokens',
  limit: 1_000_000,
  scaled: false,
  ladder: true,
  aging: { algorithm: 'sliding', windowMs: 86_400_000 },
}
const of = (key: string): Partition => ({ key, quotas: [quota] })
/** Two keys of one slot, and one of another. */
const partitions = [of('llm:{u:ada}'), of('llm:{everyone}'), of('llm:{u:ada}op:chat')]
const takesOne = { cap: 1_000_000, fixed: 1, perOutputToken: 0 }
const offers = [{ rung: 0, charges: [takesOne, takesOne, takesOne], output: { min: 0, max: 0, hold: 0 } }]

let under: ClusterUnderTest
beforeAll(async () => {
  under = await startClusterUnderTest(3)
})
afterAll(() => under.stop())

/** Reserves and settles one after the other until `isOver`; resolves to how many. */
async function spendUntil(store: Store, name: string, isOver: () => boolean): Promise<number> {
  for (let n = 0; ; n += 1) {
    if (isOver()) return n
    const id = `${name} ${n}`
    const call = { id, isFresh: true, issuedAt: Date.now(), leaseMs: 60_000, partitions, offers, weight: 1_000 }
    expect((await store.reserve(call)).kind).toBe('granted')
    const reservation = { id, partitions, weight: 1_000, repeatFactor: 1_000 }
    const charges = partitions.map(() => 1)
    expect((await store.settle(reservation, { charges, estimated: false, failed: false })).kind).toBe('settled')
  }
}

for (const key of ['llm:{everyone}', 'llm:{u:ada}'])
  it(`while the slot of '${key}' moves to another node, every call is answered and counted once`, async () => {
    await under.flush()
    let isOver = false
    const stores = [redisStore(under.ioredis), redisStore(under.nodeRedis)]
    const spending = stores.flatMap((store, s) =>
      Array.from({ length: 4 }, (_, n) => spendUntil(store, `${s} ${n}`, () => isOver)),
    )
    const counts = Promise.all(spending)
    await sleep(100)
    await migrateSlotOf(under.cluster, key, () => sleep(100))
    await sleep(100)
    isOver = true
    const total = (await counts).reduce((sum, each) => sum + each, 0)
    const { now, records } = await redisStore(under.ioredis).peek(partitions)
    expect(usedIn(records, partitions, now)).toEqual([total, total, total])
    expect(total).toBeGreaterThan(50)
  })
