import {
  type Answer,
  type Clock,
  type Lease,
  MAX_MARKS,
  memoryStore,
  type PartitionRecord,
  type Store,
  usedAt,
} from '@llm-limit/core'
import { idHash } from '@llm-limit/core/store-kit'

class RecordsDiffer extends Error {
  override readonly name = 'RecordsDiffer'
}

/** A store that does all on a memory store too: whatever is looked at must be the same record there, to the last number. */
export function besideMemory(store: Store, clock: Clock): Store {
  const memory = memoryStore({ clock })
  /** The memory store may throw what the other rejects with. */
  const both = async <Reply>(first: () => Answer<Reply>, second: () => Answer<Reply>): Promise<Reply> => {
    const [reply] = await Promise.allSettled([first(), (async () => second())()])
    if (reply.status === 'rejected') throw reply.reason
    return reply.value
  }
  return {
    ...store,
    reserve: async (call) =>
      both(
        async () => store.reserve(call),
        () => memory.reserve(call),
      ),
    raise: async (reservation, call) =>
      both(
        async () => store.raise(reservation, call),
        () => memory.raise(reservation, call),
      ),
    renew: async (reservation, call) =>
      both(
        async () => store.renew(reservation, call),
        () => memory.renew(reservation, call),
      ),
    settle: async (reservation, settlement) =>
      both(
        async () => store.settle(reservation, settlement),
        () => memory.settle(reservation, settlement),
      ),
    reset: async (partitions) =>
      both(
        async () => store.reset(partitions),
        () => memory.reset(partitions),
      ),
    async peek(partitions) {
      const reply = await store.peek(partitions)
      const twin = await memory.peek(partitions)
      const plainly = (record: PartitionRecord) => plain(record, reply.now)
      const [ours, theirs] = [reply, twin].map(({ records }) => JSON.stringify(records.map(plainly)))
      if (ours !== theirs) throw new RecordsDiffer(`${ours}\n  twin:  ${theirs}`)
      return reply
    },
  }
}

/** What a record means, without what a store may write as it likes: how far it aged what no longer counts, and names or hashes of ids. */
function plain(record: PartitionRecord, now: number): unknown {
  const { quotas, state, leases, late, marks, repeats, wheel } = record
  const counters = quotas.map((quota) => quota.counter)
  return {
    header: state.slice(0, 3),
    slots: quotas.map((_, slot) => plainSlot(record, slot, now)),
    leases: leases.map((lease) => plainLease(lease, counters)),
    late: late.map((lease) => plainLease(lease, counters)),
    marks: marks.slice(-2 * MAX_MARKS),
    repeats,
    wheel: wheel.map((amount, i) => (isOver(record, (i % (1 + 2 * quotas.length)) - 1, now) ? 0 : amount)),
  }
}

/** Sums of a period that is over may stand in a wheel until somebody writes who knows the periods: nothing of them is used now. */
function isOver(record: PartitionRecord, column: number, now: number): boolean {
  const slot = Math.floor(column / 2)
  const aging = column < 0 ? undefined : record.quotas[slot]?.aging
  return aging?.algorithm === 'calendar' && usedAt(record, slot, aging, now) === 0
}

/** Of a slot, what is used and what will be. A period that is over may have been rolled or not. */
function plainSlot(record: PartitionRecord, slot: number, now: number): unknown {
  const aging = record.quotas[slot]?.aging
  if (aging === undefined) return undefined
  const usedIn = (waitMs: number) => usedAt(record, slot, aging, now + waitMs)
  switch (aging.algorithm) {
    case 'concurrency':
      return usedIn(0)
    case 'calendar':
      return now < aging.boundaries[0] || now >= aging.boundaries[3] ? 'outside' : usedIn(0)
    case 'bucket':
      return [0, 1, 2, 999, 86_400_000].map(usedIn)
    case 'sliding':
      return [0, 1, 7, 29, 43, 59, 60, 61].map((step) => usedIn(step * Math.ceil(aging.windowMs / 60)))
  }
}

function plainLease(lease: Lease, counters: readonly string[]): unknown {
  const { id, end, status, offer, rung, output, raises, repeatFactor, isFresh } = lease
  const own = lease.quotas.map((quota) => quota.counter)
  const others = Array.from({ length: Math.max(0, lease.period.length - own.length) }, (_, i) => own.length + i)
  const places = [...counters.map((counter) => own.indexOf(counter)), ...others]
  const of = (list: readonly number[]) => places.map((place) => list[place] ?? 0)
  return {
    id: /^\d{10,}$/.test(id) ? Number(id) : idHash(id),
    end,
    status,
    grant: [offer, rung, output, repeatFactor, ...raises],
    isFresh,
    hold: status === 'open' ? of(lease.hold) : [],
    observed: of(lease.observed),
    period: places.map((place) => lease.period[place] ?? -1),
  }
}
