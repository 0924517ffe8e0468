import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Partition, type ReserveCall, type Store, StoreError, usedIn } from '@llm-limit/core'
import { type Random, seededRandom } from '@llm-limit/testing/reference'
import { type Fate, flakyClient } from '../flaky.fixture.js'
import { both, type Entry, grantUnits, newLedger, offersOf } from '../ledger.fixture.js'
import { redisStore } from '../redis-store.js'
import type { Operation } from '../scripts.gen.js'
import { type ClusterUnderTest, startClusterUnderTest } from './cluster.fixture.js'

const HISTORIES = Number(process.env['HISTORIES'] ?? 150)
const SEED = Number(process.env['SEED'] ?? 1)
const STEPS = 40
const LIMIT = 1_000

let under: ClusterUnderTest
beforeAll(async () => {
  under = await startClusterUnderTest(3)
})
afterAll(() => under.stop())

const quotasOf = (limit: number): Partition['quotas'] => [
  { counter: 'tokens', limit, scaled: false, ladder: true, aging: { algorithm: 'sliding', windowMs: 86_400_000 } },
  { counter: 'open', limit: 1_000, scaled: false, ladder: false, aging: { algorithm: 'concurrency' } },
]

/** A client that sends a settlement again by itself would keep other slots from being charged: budgetRedisOptions rule that out. */
function fateOf(random: Random, operation: Operation): Fate {
  if (operation === 'peek' || !random.oneIn(12)) return 'well'
  return random.pick(operation === 'settle' ? ['unsent', 'unheard'] : ['unsent', 'unheard', 'twice'])
}

/** Three processes with bad connections; what they were granted is written down and held against what the other slot says. */
async function live(seed: number): Promise<void> {
  const random = seededRandom(seed)
  const ledger = newLedger()
  const everyone = { key: `{everyone ${seed}}`, quotas: quotasOf(LIMIT) }
  const org = { key: `{org ${seed}}`, quotas: quotasOf(2 * LIMIT) }
  let now = 1_700_000_000_000
  let isCalm = false
  let repeatable: ReserveCall | undefined
  const clock = { now: () => now }
  const well = redisStore(under.ioredis, { clock })
  const stores = [1, 2, 3].map(() =>
    redisStore(
      flakyClient(under.ioredis, (operation) => (isCalm ? 'well' : fateOf(random, operation))),
      { clock },
    ),
  )

  function newCall(id: string): ReserveCall {
    const user = { key: `{user ${seed} ${random.integer(0, 3)}}`, quotas: quotasOf(LIMIT) }
    const partitions = random.oneIn(2) ? [user, everyone] : [user, everyone, org]
    const leaseMs = random.pick([5_000, 20_000, 60_000])
    const offers = offersOf(partitions, random.integer(1, 60))
    return { id, isFresh: random.oneIn(2), issuedAt: now, leaseMs, partitions, offers, weight: 1_000 }
  }

  /** An id that others know is now and then asked for again, by another process. */
  async function reserve(store: Store, n: number): Promise<void> {
    const call = repeatable !== undefined && random.oneIn(8) ? repeatable : newCall(`${seed} ${n}`)
    if (!call.isFresh) repeatable = call
    const { id, partitions } = call
    const reply = await store.reserve(call)
    if (reply.kind !== 'granted') return
    if (ledger.entries.every((entry) => entry.reservation.id !== id)) expect(reply.used[2]).toBeLessThanOrEqual(LIMIT)
    ledger.opened({ id, partitions, weight: 1_000, repeatFactor: reply.repeatFactor }, reply)
  }

  async function raise(store: Store, entry: Entry): Promise<void> {
    const { reservation, hold } = entry
    const { partitions } = reservation
    entry.step += 1
    const offers = offersOf(partitions, random.integer(1, 40))
    const call = { step: entry.step, leaseMs: random.pick([5_000, 60_000]), taken: both(partitions, hold), offers }
    const reply = await store.raise(reservation, call)
    if (reply.kind !== 'granted') return
    entry.hold += grantUnits(reply)
    entry.end = reply.end
  }

  async function renew(store: Store, entry: Entry): Promise<void> {
    const { partitions } = entry.reservation
    const hold = random.integer(entry.observed, entry.hold)
    const observed = random.integer(0, hold)
    // Until it is confirmed, it may be either.
    entry.hold = hold
    const call = { leaseMs: 60_000, observed: both(partitions, observed), hold: both(partitions, hold) }
    const reply = await store.renew(entry.reservation, call)
    if (reply.kind !== 'renewed') return
    entry.observed = Math.max(entry.observed, observed)
    entry.end = reply.end
  }

  async function settle(store: Store, entry: Entry): Promise<void> {
    const units = random.integer(0, entry.hold)
    entry.isOpen = false
    const settlement = { charges: both(entry.reservation.partitions, units), estimated: false, failed: false }
    for (let tries = 0; tries < 5; tries += 1) {
      const settled = await answered(async () => store.settle(entry.reservation, settlement))
      if (settled === undefined) continue
      entry.charged = units
      return
    }
  }

  async function step(n: number): Promise<void> {
    const open = ledger.entries.filter(({ isOpen }) => isOpen)
    const entry = open.length === 0 ? undefined : random.pick(open)
    const store = random.pick(stores)
    if (random.oneIn(10)) now += random.pick([1, 1_000, 5_000, 20_000])
    else if (entry === undefined || random.oneIn(2)) await reserve(store, n)
    else await random.pick([raise, renew, settle, settle])(store, entry)
  }

  async function expectEnough(): Promise<readonly number[]> {
    const reply = await well.peek([everyone])
    const [units = 0, calls = 0] = usedIn(reply.records, [everyone], reply.now)
    const [leastUnits, leastCalls] = ledger.leastAt(now)
    if (units < leastUnits || calls < leastCalls)
      throw new Error(`Seed ${seed}: ${units} units of ${leastUnits}, ${calls} calls of ${leastCalls}.`)
    return [units, calls]
  }

  for (let n = 0; n < STEPS; n += 1) {
    await answered(() => step(n))
    await expectEnough()
  }
  isCalm = true
  now += 15 * 60_000
  const [, calls] = await expectEnough()
  expect(calls).toBe(0)
  await Promise.all(stores.map((store) => store.close()))
}

async function answered<Reply>(work: () => Promise<Reply>): Promise<Reply | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return undefined
  }
}

it('I2, I4: whatever fails, other slots never hold or charge too little, and nothing stays after the lease', async () => {
  const seeds = Array.from({ length: HISTORIES }, (_, n) => SEED + n)
  const lanes = Array.from({ length: 8 }, async () => {
    for (let seed = seeds.pop(); seed !== undefined; seed = seeds.pop()) await live(seed)
  })
  await Promise.all(lanes)
  expect(await under.keysWithoutExpiry()).toEqual([])
}, 300_000)
