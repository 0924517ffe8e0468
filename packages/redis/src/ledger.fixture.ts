import type { Granted, Offer, Partition, Reservation } from '@llm-limit/core'

/** What a caller was told of one of its reservations: the other slots must hold at least that, whatever failed. */
export interface Entry {
  readonly reservation: Reservation
  hold: number
  end: number
  observed: number
  /** Settled, and confirmed; of a lease that ended, what was observed. */
  charged: number
  isOpen: boolean
  step: number
}

/** Units of the first quota of each partition, and one call of the second. */
export function both(partitions: readonly Partition[], units: number): number[] {
  return partitions.flatMap(() => [units, 1])
}

export function grantUnits({ rung, output }: Pick<Granted, 'rung' | 'output'>): number {
  return 1 + (3 - 2 * rung) * output
}

/** A dear and a cheap offer of an answer of `tokens`; the cheap one may be shorter. */
export function offersOf(partitions: readonly Partition[], tokens: number): Offer[] {
  const quotas = partitions.flatMap((partition) => partition.quotas)
  return [3, 1].map((perOutputToken, rung) => ({
    rung,
    charges: quotas.map(({ limit }, n) => ({ cap: limit, fixed: 1, perOutputToken: n % 2 === 0 ? perOutputToken : 0 })),
    output: { min: rung === 0 ? tokens : 0, max: tokens, hold: tokens },
  }))
}

export interface Ledger {
  readonly entries: Entry[]
  opened(reservation: Reservation, granted: Granted): void
  /** What is known to be held or charged at `now`: units and open calls. */
  leastAt(now: number): readonly [units: number, calls: number]
}

export function newLedger(): Ledger {
  const entries: Entry[] = []
  return {
    entries,
    opened(reservation, granted) {
      if (entries.some((entry) => entry.reservation.id === reservation.id)) return
      const none = { observed: 0, charged: 0, step: 0 }
      entries.push({ reservation, hold: grantUnits(granted), end: granted.end, isOpen: true, ...none })
    },
    leastAt(now) {
      for (const entry of entries)
        if (entry.isOpen && entry.end <= now) Object.assign(entry, { isOpen: false, charged: entry.observed })
      const open = entries.filter(({ isOpen }) => isOpen)
      const held = open.reduce((sum, { hold }) => sum + hold, 0)
      const charged = entries.reduce((sum, entry) => sum + (entry.isOpen ? 0 : entry.charged), 0)
      return [held + charged, open.length]
    },
  }
}
