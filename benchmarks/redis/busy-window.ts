import type { Aging, Partition, Store } from '@llm-limit/core'
import type { OurStore } from './arena.js'
import type { Scales } from './scales.js'
import { callOf, reserve, settle } from './workload.js'

/** A window has 60 sub-buckets and the one that is about to leave. */
const SUB_BUCKETS = 61
const SUB_BUCKET_MS = 60_000
const aging: Aging = { algorithm: 'sliding', windowMs: 60 * SUB_BUCKET_MS }
const quotas = [{ counter: 'tokens sliding 3600000', limit: 1e12, aging, scaled: true, ladder: true }]
const offers = [
  {
    rung: 0,
    charges: [{ cap: 1e12, fixed: 437, perOutputToken: 1 }],
    output: { min: 400, max: 800, hold: 400 },
  },
]

/** Bytes of a subject with one sliding quota of an hour that it used in every minute. */
export async function busyWindow(open: OurStore['open'], url: string, scales: Scales): Promise<number> {
  const start = Math.ceil(Date.now() / SUB_BUCKET_MS) * SUB_BUCKET_MS
  let now = start
  const store = await open(url, { now: () => now })
  const bytes = await scales(async (user, time) => {
    now = start + time * SUB_BUCKET_MS
    await use(store, userOf(user), now)
  }, SUB_BUCKETS)
  await checkFull(store)
  return bytes
}

function userOf(user: number): readonly Partition[] {
  return [{ key: `user:user-${user}`, quotas }]
}

let calls = 0

async function use(store: Store, partitions: readonly Partition[], now: number): Promise<void> {
  const reservation = await reserve(store, callOf(partitions, { offers, issuedAt: now }))
  calls += 1
  await settle(store, reservation, { charges: [500 + ((calls * 389) % 997)], estimated: false, failed: false })
}

async function checkFull(store: Store): Promise<void> {
  const { records } = await store.peek(userOf(0))
  const count = (records[0]?.older[0]?.length ?? 0) / 2 + 1
  if (count !== SUB_BUCKETS) throw new Error(`The window has ${count} sub-buckets of ${SUB_BUCKETS}.`)
}
