import type { Partition, Refused, ReserveCall } from '@llm-limit/core'
import type { Command, Outcome } from './command.js'
import { periodAt } from './counter.js'
import type { ReferenceStore } from './reference-store.js'
import type { StoreOutcome } from './run-on-store.js'

export interface Difference {
  readonly what: string
  readonly model: string
  readonly store: string
}

/** Waits beyond it, 35,000 years, are all the same. */
const FOREVER_MS = 2 ** 50

/** Every field of the model's reply must be in the store's, which may have more. */
export function differentReply(model: Outcome, store: StoreOutcome): Difference | undefined {
  const replied = new Map<string, unknown>(Object.entries(store))
  for (const [field, value] of Object.entries(model)) {
    const actual = replied.get(field)
    if (value === actual || JSON.stringify(value) === JSON.stringify(actual)) continue
    const { records, ...rest } = { records: undefined, ...store }
    return { what: `${field} of the reply`, model: JSON.stringify(model), store: JSON.stringify(rest) }
  }
  return undefined
}

export function differentRetry(
  retryAfterOf: ((call: ReserveCall, reply: Refused) => number | 'never') | undefined,
  model: ReferenceStore,
  command: Command,
  reply: StoreOutcome,
  clock: number,
): Difference | undefined {
  if (retryAfterOf === undefined || command.do !== 'reserve' || reply.kind !== 'refused') return undefined
  const expected = waitOf(model.retryAfter(command.call, clock))
  const actual = waitOf(retryAfterOf(command.call, reply))
  return expected === actual
    ? undefined
    : { what: 'retryAfter of the refusal', model: `${expected}`, store: `${actual}` }
}

/** Calendars are left out where no boundary tells which period `now` lies in. */
export function differentUse(
  model: ReferenceStore,
  partitions: readonly Partition[],
  now: number,
  storeUsed: readonly number[],
): Difference | undefined {
  const used = model.used(partitions, now).map(Number)
  const quotas = partitions.flatMap((partition) => partition.quotas)
  const place = quotas.findIndex(({ aging }, index) => {
    const known = aging.algorithm !== 'calendar' || periodAt(aging.boundaries, now) !== undefined
    return known && storeUsed[index] !== used[index]
  })
  if (place < 0) return undefined
  return { what: `used of '${quotas[place]?.counter}'`, model: used.join(' '), store: storeUsed.join(' ') }
}

function waitOf(wait: number | 'never'): number {
  return wait === 'never' || wait >= FOREVER_MS ? Number.POSITIVE_INFINITY : wait
}
