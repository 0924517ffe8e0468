import { type Charge, MAX_AMOUNT, type Offer, type Quota } from '@llm-limit/core'
import type { Random } from './random.js'

/** One to three offers: caps do not fall from one to the next; charges, min and max do not rise. */
export function randomOffers(random: Random, quotas: readonly Quota[], used: readonly number[]): Offer[] {
  const offers: Offer[] = [firstOffer(random, quotas, used)]
  for (let more = random.pick([0, 0, 1, 2]); more > 0; more--) {
    const before = offers.at(-1)
    if (before !== undefined) offers.push(cheaperOffer(random, before))
  }
  return offers
}

/** A number that may break a rule by one: around what is left, what is used, and the limit itself. */
export function edgeAmount(random: Random, quota: Quota, used: number): number {
  const room = quota.limit - used
  const edge = random.pick([
    1,
    0,
    room,
    room + 1,
    room - 1,
    Math.floor(room / 2),
    quota.limit,
    Math.floor(quota.limit / 10),
  ])
  return amount(random.oneIn(3) ? random.integer(0, Math.min(quota.limit, 2_000)) : edge)
}

function firstOffer(random: Random, quotas: readonly Quota[], used: readonly number[]): Offer {
  const max = random.pick([10, 100, 1_000, 0, 1, 2, 37, 2 ** 20])
  const output = {
    min: random.pick([0, 1, max, Math.floor(max / 2)]),
    max,
    hold: random.pick([0, 1, max, max * 2, Math.floor(max / 2)]),
  }
  const charges = quotas.map((quota, index) => firstCharge(random, quota, used[index] ?? 0, max))
  return { rung: random.pick([0, 0, 0, 1]), charges, output: { ...output, min: Math.min(output.min, max) } }
}

function firstCharge(random: Random, quota: Quota, used: number, max: number): Charge {
  const { limit } = quota
  const generous = random.pick([limit, limit, Math.ceil(limit * 1.2), MAX_AMOUNT])
  const cap = random.oneIn(12) ? random.pick([used, used + 1, Math.floor(limit * 0.8), 0]) : generous
  const small = Math.min(random.pick([0, 1, Math.floor(limit / 10), Math.floor(limit / 3)]), amount(limit - used))
  const fixed = random.oneIn(10) ? edgeAmount(random, quota, used) : small
  const dear = Math.floor((random.oneIn(2) ? limit : amount(limit - used)) / Math.max(1, max))
  const perOutputToken = random.pick([0, 0, dear, Math.floor(dear / 3), max < limit ? 1 : 0, random.oneIn(8) ? 20 : 0])
  return { cap: amount(cap), ...unboundedAs(quota, { fixed: amount(fixed), perOutputToken: amount(perOutputToken) }) }
}

/** What only sometimes binds is held even above its cap: small enough that no sum leaves the range. */
function unboundedAs<T extends { fixed: number; perOutputToken: number }>(quota: Quota, charge: T): T {
  if (quota.onlyWhile === undefined) return charge
  return { ...charge, fixed: Math.min(charge.fixed, 2 ** 36), perOutputToken: Math.min(charge.perOutputToken, 2 ** 16) }
}

function cheaperOffer(random: Random, { rung, charges, output }: Offer): Offer {
  const max = random.pick([output.max, Math.floor(output.max / 2), 1, 0])
  const min = random.pick([output.min, Math.floor(output.min / 2), 0])
  const smaller = { max: Math.min(max, output.max), hold: random.pick([output.hold, max, 0]) }
  return {
    rung: rung + random.pick([1, 0, 2]),
    charges: charges.map((charge) => cheaperCharge(random, charge)),
    output: { ...smaller, min: Math.min(min, smaller.max) },
  }
}

function cheaperCharge(random: Random, { cap, fixed, perOutputToken }: Charge): Charge {
  return {
    cap: amount(random.pick([cap, cap + 1, Math.ceil(cap * 1.2), MAX_AMOUNT])),
    fixed: random.pick([fixed, Math.floor(fixed / 2), amount(fixed - 1), 0]),
    perOutputToken: random.pick([perOutputToken, Math.floor(perOutputToken / 2), 0]),
  }
}

function amount(value: number): number {
  return Math.min(MAX_AMOUNT, Math.max(0, Math.floor(value)))
}
