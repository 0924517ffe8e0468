import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Granted, type Offer, type Partition, type Reservation, type Store, usedIn } from '@llm-limit/core'
import type { Cluster } from 'ioredis'
import { redisStore } from '../redis-store.js'
import { type ClusterUnderTest, newClient, startClusterUnderTest } from './cluster.fixture.js'

const LIMIT = 20_000
const STORES = 4
const CALLERS = 50

let under: ClusterUnderTest
const clients: Cluster[] = []
beforeAll(async () => {
  under = await startClusterUnderTest(3)
  for (let n = 0; n < STORES; n += 1) clients.push(newClient(under.cluster))
})
afterAll(async () => {
  for (const client of clients) client.disconnect()
  await under.stop()
})

const tokens = (limit: number): Partition['quotas'] => [
  { counter: 'tokens', limit, scaled: false, ladder: true, aging: { algorithm: 'sliding', windowMs: 86_400_000 } },
  { counter: 'open', limit: 1_000, scaled: false, ladder: false, aging: { algorithm: 'concurrency' } },
]
const users = Array.from(
  { length: 8 },
  (_, n): Partition => ({ key: `llm:{o:acme}u:${n}`, quotas: tokens(10 * LIMIT) }),
)
const everyone: Partition = { key: 'llm:{everyone}', quotas: tokens(LIMIT) }
const org: Partition = { key: 'llm:{o:other}', quotas: tokens(2 * LIMIT) }

/** Dear, then cheap and as short as it has to be: the last tokens are given away one by one. */
function offersWithin(partitions: readonly Partition[]): Offer[] {
  const quotas = partitions.flatMap((partition) => partition.quotas)
  return [3, 1].map((perOutputToken, rung) => ({
    rung,
    charges: quotas.map(({ limit }, n) => ({ cap: limit, fixed: 1, perOutputToken: n % 2 === 0 ? perOutputToken : 0 })),
    output: { min: rung === 0 ? 20 : 0, max: 20, hold: 20 },
  }))
}

/** What a caller did with all it was granted. */
interface Spent {
  refused: number
  readonly byUser: number[]
}

async function spend(store: Store, name: string, calls: number, spent: Spent): Promise<void> {
  for (let n = 0; n < calls; n += 1) {
    const who = Math.floor(Math.random() * users.length)
    const partitions = [users[who] ?? everyone, everyone, org]
    const call = { id: `${name}-${n}`, isFresh: n % 2 === 0, issuedAt: Date.now(), leaseMs: 60_000, partitions }
    const reply = await store.reserve({ ...call, offers: offersWithin(partitions), weight: 1_000 })
    const units = reply.kind === 'granted' ? await use(store, call, reply) : 0
    spent.byUser[who] = (spent.byUser[who] ?? 0) + units
    if (reply.kind !== 'granted') spent.refused += 1
  }
}

/** Some calls are raised or renewed, some released, the others use all they may. */
async function use(
  store: Store,
  { id, partitions }: Pick<Reservation, 'id' | 'partitions'>,
  granted: Granted,
): Promise<number> {
  const reservation = { id, partitions, weight: 1_000, repeatFactor: granted.repeatFactor }
  let units = 1 + (3 - 2 * granted.rung) * granted.output
  const held = () => [units, 1, units, 1, units, 1]
  if (Math.random() < 0.2) {
    const call = { step: 1, leaseMs: 70_000, taken: held(), offers: offersWithin(partitions) }
    const reply = await store.raise(reservation, call)
    if (reply.kind === 'granted') units += 1 + (3 - 2 * reply.rung) * reply.output
  }
  if (Math.random() < 0.2)
    await store.renew(reservation, { leaseMs: 90_000, observed: held().map(() => 1), hold: held() })
  if (Math.random() < 0.2) units = 0
  const estimated = Math.random() < 0.2
  await store.settle(reservation, { charges: held(), estimated, failed: units === 0 })
  if (estimated) await store.settle(reservation, { charges: held(), estimated: false, failed: false })
  return units
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)

/** What a store of nobody finds used of everything. */
async function counted(): Promise<readonly number[]> {
  const partitions = [everyone, org, ...users]
  const { now, records } = await redisStore(under.ioredis).peek(partitions)
  expect(records.flatMap(({ leases }) => leases)).toEqual([])
  return usedIn(records, partitions, now)
}

const expected = ({ byUser }: Spent): number[] =>
  [sum(byUser), sum(byUser), ...users.map((_, n) => byUser[n] ?? 0)].flatMap((units) => [units, 0])

it('I1, F1: 50 callers of 4 processes spend one budget in another slot: over by exactly 0, and nothing stays held', async () => {
  const spent: Spent = { refused: 0, byUser: [] }
  const stores = clients.map((client) => redisStore(client))
  const callers = Array.from({ length: CALLERS }, (_, n) => ({ store: stores[n % STORES], name: `c${n}` }))
  await Promise.all(callers.map(({ store, name }) => store && spend(store, name, 40, spent)))
  expect(spent.refused).toBeGreaterThan(0)
  expect(sum(spent.byUser)).toBeLessThanOrEqual(LIMIT)
  expect(await counted()).toEqual(expected(spent))

  // What the last callers gave back is spent too, to the last unit.
  await Promise.all(stores.map((store, n) => spend(store, `last${n}`, 200, spent)))
  expect(sum(spent.byUser)).toBe(LIMIT)
  expect(await counted()).toEqual(expected(spent))
  await Promise.all(stores.map((store) => store.close()))
  expect(await under.keysWithoutExpiry()).toEqual([])
})
