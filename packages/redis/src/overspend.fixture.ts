import { type Granted, type Offer, type Partition, type Reservation, type Store, usedIn } from '@llm-limit/core'

/** One subject, whose quotas many processes spend from. No unit comes back within a test. */
export const LIMIT = 20_000
export const PARTITIONS: readonly Partition[] = [
  {
    key: 'llm:{u:ada}',
    quotas: [
      {
        counter: 'tokens',
        limit: LIMIT,
        scaled: false,
        ladder: false,
        aging: { algorithm: 'sliding', windowMs: 86_400_000 },
      },
      { counter: 'calls', limit: 1_000_000, scaled: false, ladder: false, aging: { algorithm: 'concurrency' } },
    ],
  },
]

export interface Share {
  readonly admitted: number
  readonly refused: number
  /** Units that were granted and settled. */
  readonly spent: number
}

/** `calls` reserves of 1 to 3 units, `together` of them in flight; each that is granted is settled with what it took. */
export async function spendAll(store: Store, name: string, calls: number, together: number): Promise<Share> {
  let [started, admitted, refused, spent] = [0, 0, 0, 0]
  async function spendOn(): Promise<void> {
    while (started < calls) {
      started += 1
      const units = 1 + (started % 3)
      const reservation = await reserved(store, `${name}-${started}`, units)
      if (reservation === undefined) {
        refused += 1
        continue
      }
      admitted += 1
      spent += units
      await store.settle(reservation, { charges: [units, 0], estimated: false, failed: false })
    }
  }
  await Promise.all(Array.from({ length: together }, spendOn))
  return { admitted, refused, spent }
}

async function reserved(store: Store, id: string, units: number): Promise<Reservation | undefined> {
  const call = { id, isFresh: true, issuedAt: Date.now(), leaseMs: 60_000, partitions: PARTITIONS, weight: 1_000 }
  const reply = await store.reserve({ ...call, offers: [offerOf(units)] })
  return reply.kind === 'granted' ? reservationOf(id, reply) : undefined
}

function offerOf(units: number): Offer {
  const charges = [
    { cap: LIMIT, fixed: units, perOutputToken: 0 },
    { cap: 1_000_000, fixed: 1, perOutputToken: 0 },
  ]
  return { rung: 0, charges, output: { min: 0, max: 0, hold: 0 } }
}

function reservationOf(id: string, { repeatFactor }: Granted): Reservation {
  return { id, partitions: PARTITIONS, weight: 1_000, repeatFactor }
}

/** What the store itself says is used. */
export async function usedNow(store: Store): Promise<readonly number[]> {
  const { now, records } = await store.peek(PARTITIONS)
  return usedIn(records, PARTITIONS, now)
}

/** The bug that this design exists against: looks whether there is room, then counts, in two steps. */
export function checkThenIncrement(store: Store): Store {
  return {
    ...store,
    async reserve(call) {
      const [used = 0] = await usedNow(store)
      const units = call.offers.at(0)?.charges[0]?.fixed ?? 0
      if (used + units > LIMIT) return store.reserve(call)
      const boundless = { rung: 0, charges: [1, 1].map(() => ({ cap: 2 ** 52 - 1, fixed: units, perOutputToken: 0 })) }
      return store.reserve({ ...call, offers: [{ ...boundless, output: { min: 0, max: 0, hold: 0 } }] })
    },
  }
}
