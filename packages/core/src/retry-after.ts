import { drainOf, ticksToDrain } from './algorithms/bucket.js'
import { periodEnd, periodStart } from './algorithms/calendar.js'
import { usedAt } from './algorithms/counter.js'
import { slidingExits } from './algorithms/sliding.js'
import { scaleUp, UNSCALED } from './amounts.js'
import { chargeOf, quotasOf, scaleOf } from './fit.js'
import { endDue } from './leases.js'
import type { Aging, Quota } from './quota.js'
import { copyRecord, HELD, type PartitionRecord, REST, read, SETTLED, SINCE } from './record.js'
import { MAX_AMOUNT, type Offer, type Partition, type Refused } from './store.js'

const NEVER = Number.POSITIVE_INFINITY

/** What was refused: a reserve, or a raise with what its own reservation contributes to each room. */
export interface RefusedCall {
  readonly partitions: readonly Partition[]
  readonly offers: readonly Offer[]
  readonly weight: number
  /** Least factor the call could have once its repeats are forgotten; permille. */
  readonly firstFactor?: number | undefined
  /** Units added to the room of each quota. */
  readonly own?: readonly number[] | undefined
}

/**
 * First moment at which any offer would pass when nothing else happens, as ms from the refusal; refused one ms earlier.
 * @returns Infinity when it can never pass.
 */
export function retryAfterMs(call: RefusedCall, reply: Refused): number {
  const { now, repeatFactor, repeatUntil } = reply
  if (reply.reason === 'leases') {
    return Math.min(...(reply.records[0]?.leases ?? []).map((lease) => lease.end).filter((end) => end > now)) - now
  }
  const asRepeat = passesAt(call, reply, repeatFactor)
  if (repeatUntil === 0) return asRepeat - now
  const asFirst = passesAt(call, reply, call.firstFactor ?? UNSCALED)
  return Math.min(asRepeat, Math.max(repeatUntil, asFirst)) - now
}

function passesAt(call: RefusedCall, reply: Refused, repeatFactor: number): number {
  const quotas = quotasOf(call.partitions)
  const records = reply.records.flatMap((record, p) => (call.partitions[p]?.quotas ?? []).map(() => record))
  const slots = call.partitions.flatMap((partition) => partition.quotas.map((_, slot) => slot))
  const until = (index: number, room: number): number => {
    const [quota, record] = [quotas[index], records[index]]
    return quota === undefined || record === undefined
      ? NEVER
      : fallsTo(record, slots[index] ?? 0, quota.aging, room, reply.now)
  }
  const times = call.offers.map((offer) =>
    quotas.reduce(
      (latest, quota, i) => Math.max(latest, fitsAt(call, offer, quota, quotas, i, repeatFactor, until)),
      0,
    ),
  )
  return Math.min(...times)
}

function fitsAt(
  call: RefusedCall,
  offer: Offer,
  quota: Quota,
  quotas: readonly Quota[],
  index: number,
  repeatFactor: number,
  until: (index: number, room: number) => number,
): number {
  const charge = offer.charges[index]
  if (charge === undefined) return NEVER
  const need = chargeOf(charge, scaleOf(quota, call.weight, repeatFactor), offer.output.min)
  const fits = until(index, charge.cap + (call.own?.[index] ?? 0) - need)
  if (quota.onlyWhile === undefined) return fits
  const wide = quotas[quota.onlyWhile.quota]
  const leastBinding = scaleUp(wide?.limit ?? 0, quota.onlyWhile.share)
  return Math.min(fits, until(quota.onlyWhile.quota, Math.min(MAX_AMOUNT, leastBinding) - 1))
}

/** Earliest instant from `now` on at which a counter is at most `room`, when nothing but time happens. */
export function fallsTo(record: PartitionRecord, slot: number, aging: Aging, room: number, now: number): number {
  if (room < 0) return NEVER
  const future = copyRecord(record)
  let at = now
  for (;;) {
    endDue(future, at)
    if (usedAt(future, slot, aging, at) <= room) return at
    const end = nextEnd(future)
    const change = nextChange(future, slot, aging, room, at)
    if (change === NEVER && end === NEVER) return NEVER
    at = Math.min(end, change)
  }
}

function nextEnd(record: PartitionRecord): number {
  return record.leases.reduce((earliest, lease) => Math.min(earliest, lease.end), record.wheel[0] ?? NEVER)
}

/** When the counter next falls by itself: for a bucket the moment it has fallen far enough. */
function nextChange(record: PartitionRecord, slot: number, aging: Aging, room: number, now: number): number {
  switch (aging.algorithm) {
    case 'sliding':
      return slidingExits(record, slot, aging.windowMs, now)[0] ?? NEVER
    case 'calendar':
      return periodEnd(aging.boundaries, Math.max(read(record, slot, SINCE), periodStart(aging.boundaries, now) ?? 0))
    case 'bucket': {
      const drain = drainOf(aging)
      const debt = read(record, slot, SETTLED)
      const need = debt + read(record, slot, HELD) - room
      if (need > debt) return NEVER
      return (read(record, slot, SINCE) + ticksToDrain(debt, read(record, slot, REST), need, drain)) * drain.tickMs
    }
    case 'concurrency':
      return NEVER
  }
}
