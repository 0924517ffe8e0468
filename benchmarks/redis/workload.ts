import type { Offer, Partition, Quota, Reservation, ReserveCall, Settlement, Store } from '@llm-limit/core'

const LEASE_MS = 30 * 60_000
const MONTH_MS = 30 * 24 * 3_600_000

/** Too large to refuse. Drains as slowly as quotas of users do, so that records are not empty after each call. */
const LIMIT = 1e12
export const QUOTAS: readonly Quota[] = [
  bucket('requests', 60_000, 60_000),
  bucket('tokens', 3_600_000, 100_000),
  bucket('output tokens', 24 * 3_600_000, 500_000),
  bucket('nanoUsd', MONTH_MS, 20_000_000_000),
]

function bucket(name: string, windowMs: number, refill: number): Quota {
  const aging = { algorithm: 'bucket', windowMs, refill } as const
  return { counter: `${name} bucket ${windowMs}`, limit: LIMIT, aging, scaled: name !== 'nanoUsd', ladder: true }
}

/** Thousandths of requests, tokens, tokens of answer, and money at $0.25 and $2 a million. */
function offer(rung: number, inputTokens: number, max: number): Offer {
  const cap = LIMIT * (0.9 + rung / 10)
  return {
    rung,
    charges: [
      { cap, fixed: 1_000, perOutputToken: 0 },
      { cap, fixed: inputTokens, perOutputToken: 1 },
      { cap, fixed: 0, perOutputToken: 1 },
      { cap, fixed: 250 * inputTokens, perOutputToken: 2_000 },
    ],
    output: { min: max / 2, max, hold: max / 2 },
  }
}

/** No two calls in a row are alike. Three rungs each. */
const OFFERS = Array.from({ length: 97 }, (_, i) => [800, 400, 200].map((max, rung) => offer(rung, 100 + 7 * i, max)))
const run = Math.random().toString(36).slice(2)
let made = 0

/** A call of the usual kind; for other partitions than home it needs offers that charge them too. */
export function callOf(partitions: readonly Partition[], other: Partial<ReserveCall> = {}): ReserveCall {
  made += 1
  return {
    id: `${run}${run}-${made}`,
    isFresh: true,
    issuedAt: Date.now(),
    leaseMs: LEASE_MS,
    partitions,
    offers: OFFERS[made % OFFERS.length] ?? [],
    weight: 1_000,
    ...other,
  }
}

export function subject(key: string): readonly Partition[] {
  return [{ key, quotas: QUOTAS }]
}

const SPENT: Settlement = { charges: [1_000, 637, 200, 509_250], estimated: false, failed: false }

/** @returns what settles it. */
export async function reserve(store: Store, call: ReserveCall): Promise<Reservation> {
  const reply = await store.reserve(call)
  if (reply.kind !== 'granted') throw new Error(`The benchmark was refused: ${JSON.stringify(reply)}`)
  return { id: call.id, partitions: call.partitions, weight: call.weight, repeatFactor: reply.repeatFactor }
}

export async function settle(store: Store, reservation: Reservation, settlement = SPENT): Promise<void> {
  const { kind } = await store.settle(reservation, settlement)
  if (kind !== 'settled') throw new Error(`A reservation of the benchmark was not open: ${kind}`)
}
