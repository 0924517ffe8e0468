import type { Offer, Partition, Store } from '@llm-limit/core'
import { ESTIMATE, type Gate, INPUT, LIMIT, LONGEST_ANSWER } from './scenario.js'

const DAY_MS = 24 * 3_600_000
const aging = { algorithm: 'sliding', windowMs: DAY_MS } as const
const BUDGET = { counter: `tokens sliding ${DAY_MS}`, limit: LIMIT, aging, scaled: false, ladder: false }
const OWN = {
  counter: 'concurrency',
  limit: LIMIT,
  aging: { algorithm: 'concurrency' },
  scaled: false,
  ladder: false,
} as const
const run = Math.random().toString(36).slice(2)
let made = 0

/** The budget of one subject, over the port that all stores have. */
export function subjectGate(store: Store, key: string): Gate {
  const partitions = [{ key: `user:${key}`, quotas: [BUDGET] }]
  const offers = [offerWith([{ cap: LIMIT, fixed: INPUT, perOutputToken: 1 }])]
  return { pass: (_caller, spent, model) => passThrough(store, partitions, offers, [spent], model) }
}

/** The budget of everyone; each caller has a record of its own besides. */
export function everyoneGate(store: Store, key: string): Gate {
  const everyone = { key: `everyone:${key}`, quotas: [BUDGET] }
  const offers = [
    offerWith([
      { cap: LIMIT, fixed: 1, perOutputToken: 0 },
      { cap: LIMIT, fixed: INPUT, perOutputToken: 1 },
    ]),
  ]
  return {
    pass: (caller, spent, model) =>
      passThrough(store, [{ key: `user:${key}-${caller}`, quotas: [OWN] }, everyone], offers, [0, spent], model),
  }
}

/** Holds the whole estimate: what a call may not exceed. */
function offerWith(charges: Offer['charges']): Offer {
  const output = { min: LONGEST_ANSWER, max: LONGEST_ANSWER, hold: ESTIMATE - INPUT }
  return { rung: 0, charges, output }
}

async function passThrough(
  store: Store,
  partitions: readonly Partition[],
  offers: readonly Offer[],
  charges: readonly number[],
  model: () => Promise<void>,
): Promise<boolean> {
  made += 1
  const call = { id: `${run}-${made}`, isFresh: true, issuedAt: Date.now(), leaseMs: 60_000, weight: 1_000 }
  const reply = await store.reserve({ ...call, partitions, offers })
  if (reply.kind !== 'granted') return false
  await model()
  const reservation = { id: call.id, partitions, weight: call.weight, repeatFactor: reply.repeatFactor }
  await store.settle(reservation, { charges, estimated: false, failed: false })
  return true
}
