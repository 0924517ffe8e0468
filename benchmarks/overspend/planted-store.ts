import type { Charge, Partition, ReserveCall, Store } from '@llm-limit/core'
import type { Redis } from 'ioredis'

/**
 * A store with the fault that this benchmark looks for: it checks, and increments when the call is over. It shows that the
 * measure can fail. Counts the first quota of the first partition only.
 */
export function checkThenIncrement(redis: Redis): Store {
  return {
    async reserve({ partitions, offers, leaseMs }: ReserveCall) {
      const used = Number(await redis.get(keyOf(partitions)))
      const offer = offers.at(0)
      const charge = offer?.charges[0]
      if (offer === undefined || charge === undefined) throw new RangeError('A call has an offer.')
      const [now, output] = [Date.now(), offer.output.max]
      if (used + unitsOf(charge, output) > charge.cap)
        return { kind: 'refused', now, reason: 'quota', repeatFactor: 1_000, repeatUntil: 0, records: [] }
      const granted = { offer: 0, rung: offer.rung, output, repeatFactor: 1_000, used: [used] }
      return { kind: 'granted', now, end: now + leaseMs, ...granted }
    },
    async settle({ partitions }, { charges }) {
      await redis.incrby(keyOf(partitions), charges[0] ?? 0)
      return { kind: 'settled', now: Date.now() }
    },
    raise: unused,
    renew: unused,
    peek: unused,
    reset: unused,
    health: unused,
    close: unused,
  }
}

function keyOf(partitions: readonly Partition[]): string {
  return `planted:${partitions[0]?.key}`
}

function unitsOf({ fixed, perOutputToken }: Charge, output: number): number {
  return fixed + perOutputToken * output
}

function unused(): never {
  throw new Error('The planted store reserves and settles only.')
}
