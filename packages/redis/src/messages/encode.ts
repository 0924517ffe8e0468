import { MAX_AMOUNT, type Offer, type Partition } from '@llm-limit/core'
import { isAmount } from '@llm-limit/core/store-kit'

/** Where the size of an ask stands, and what tells of its n-th partition (lua/ask.lua). */
export const SIZE = 0
export const WHICH = 3
export const PAIR = 2

/** The front of an ask: its size, partitions, clock, and of each partition its argument and its key. Those that are 0 here are known when it is sent. */
export function front(partitions: readonly Partition[], clock: number): number[] {
  const list = [0, partitions.length, clock]
  for (let p = 0; p < partitions.length; p += 1) list.push(0, 0)
  return list
}

/** Rung, least, most, held, then cap, fixed and per token of each quota; no answer longer than `longest`. */
export function pushOffer(list: number[], offer: Offer, longest: number = MAX_AMOUNT): void {
  const { rung, output, charges } = offer
  if (!isSound(offer)) {
    list.push(rung, 0, UNSOUND, 0, ...charges.flatMap(() => [0, 0, 0]))
    return
  }
  list.push(rung, output.min, Math.min(output.max, longest), output.hold)
  for (const { cap, fixed, perOutputToken } of charges) list.push(cap, fixed, perOutputToken)
}

/** Most tokens of an offer that is no amounts: it is refused when it is reached, and only then. */
const UNSOUND = 2 * MAX_AMOUNT

function isSound({ output, charges }: Offer): boolean {
  if (!isAmount(output.min) || !isAmount(output.max) || !isAmount(output.hold)) return false
  for (const { cap, fixed, perOutputToken } of charges)
    if (!isAmount(cap) || !isAmount(fixed) || !isAmount(perOutputToken)) return false
  return true
}
