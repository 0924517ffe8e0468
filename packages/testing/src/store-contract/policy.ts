import type { Aging, Partition, Quota } from '@llm-limit/core'

/** 2023-11-14T22:13:20Z, on the grid of lease ends. */
export const T0 = 1_700_000_000_000
export const MINUTE = 60_000

export const perMinute: Aging = { algorithm: 'sliding', windowMs: MINUTE }
export const concurrency: Aging = { algorithm: 'concurrency' }

/** Refills `refill` units a minute. */
export function bucket(refill: number): Aging {
  return { algorithm: 'bucket', windowMs: MINUTE, refill }
}

/** The period that starts at `start`, with one of the same length on each side. */
export function calendar(start: number, length: number): Aging {
  return { algorithm: 'calendar', boundaries: [start - length, start, start + length, start + 2 * length] }
}

export function quota(counter: string, limit: number, aging: Aging, more: Partial<Quota> = {}): Quota {
  return { counter, limit, aging, scaled: false, ladder: true, ...more }
}

export function of(key: string, ...quotas: Quota[]): Partition {
  return { key, quotas }
}
