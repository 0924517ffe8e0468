import type { Aging } from '../quota.js'
import { HELD, type PartitionRecord, read, SETTLED, write } from '../record.js'
import { advanceBucket, bucketDebt, drainOf } from './bucket.js'
import { isOver, rollCalendar } from './calendar.js'
import { addSliding, advanceSliding, slidingSettled, subtractSliding } from './sliding.js'

/** Units used at `now`: settled as far as they still count, plus held. A slot of -1 counts nothing. */
export function usedAt(record: PartitionRecord, slot: number, aging: Aging, now: number): number {
  if (slot < 0) return 0
  const held = read(record, slot, HELD)
  switch (aging.algorithm) {
    case 'sliding':
      return slidingSettled(record, slot, aging.windowMs, now) + held
    case 'calendar':
      return isOver(record, slot, aging.boundaries, now) ? 0 : read(record, slot, SETTLED) + held
    case 'bucket':
      return bucketDebt(record, slot, drainOf(aging), now) + held
    case 'concurrency':
      return held
  }
}

/** Writes down what time took away until `now`. */
export function advance(record: PartitionRecord, slot: number, aging: Aging, now: number): void {
  switch (aging.algorithm) {
    case 'sliding':
      advanceSliding(record, slot, aging.windowMs, now)
      break
    case 'calendar':
      rollCalendar(record, slot, aging.boundaries, now)
      break
    case 'bucket':
      advanceBucket(record, slot, drainOf(aging), now)
      break
    case 'concurrency':
      break
  }
}

/** Settles `amount` at `now`, or takes it back when it is negative; the slot was advanced to `now`. */
export function addSettled(record: PartitionRecord, slot: number, aging: Aging, now: number, amount: number): void {
  if (amount === 0 || aging.algorithm === 'concurrency') return
  if (aging.algorithm === 'sliding') {
    if (amount > 0) addSliding(record, slot, aging.windowMs, now, amount)
    else subtractSliding(record, slot, -amount)
    return
  }
  write(record, slot, SETTLED, Math.max(0, read(record, slot, SETTLED) + amount))
}

export function addHeld(record: PartitionRecord, slot: number, amount: number): void {
  write(record, slot, HELD, Math.max(0, read(record, slot, HELD) + amount))
}
