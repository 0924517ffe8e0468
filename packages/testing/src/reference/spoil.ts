import { type Offer, type Offers, offerList, type Repeat } from '@llm-limit/core'
import type { Command } from './command.js'
import type { Random } from './random.js'

const NOT_AMOUNTS = [-1, 1.5, 2 ** 52, Number.NaN, Number.POSITIVE_INFINITY]

/** The same command with one amount that is none (rule 3). */
export function spoil(random: Random, command: Command): Command {
  const variants = spoiled(random, command, random.pick(NOT_AMOUNTS))
  return random.pick(variants)()
}

function spoiled(random: Random, command: Command, bad: number): (() => Command)[] {
  if (command.do === 'reserve') {
    const { call } = command
    return [
      () => ({ ...command, call: { ...call, offers: spoilOffers(random, call.offers, bad) } }),
      () => ({ ...command, call: { ...call, leaseMs: bad } }),
      () => ({ ...command, call: { ...call, weight: random.pick([0, bad]) } }),
      () => ({ ...command, call: { ...call, repeat: spoilRepeat(random, bad) } }),
    ]
  }
  if (command.do === 'raise') {
    const { call, reservation } = command
    return [
      () => ({ ...command, call: { ...call, taken: spoilOne(random, call.taken, bad) } }),
      () => ({ ...command, call: { ...call, offers: spoilOffers(random, call.offers, bad) } }),
      () => ({ ...command, call: { ...call, [random.pick(['step', 'leaseMs'] as const)]: bad } }),
      () => ({
        ...command,
        reservation: { ...reservation, [random.pick(['weight', 'repeatFactor'] as const)]: random.pick([0, bad]) },
      }),
    ]
  }
  if (command.do === 'renew') {
    const { call } = command
    return [
      () => ({ ...command, call: { ...call, observed: spoilOne(random, call.observed, bad) } }),
      () => ({ ...command, call: { ...call, hold: spoilOne(random, call.hold, bad) } }),
      () => ({ ...command, call: { ...call, leaseMs: bad } }),
    ]
  }
  if (command.do !== 'settle') return [() => command]
  const { settlement } = command
  return [() => ({ ...command, settlement: { ...settlement, charges: spoilOne(random, settlement.charges, bad) } })]
}

function spoilRepeat(random: Random, bad: number): Repeat {
  const repeat = { fingerprint: 1, factors: [1_000], windowMs: 1_000 }
  const field = random.pick(['fingerprint', 'windowMs'] as const)
  return random.oneIn(2) ? { ...repeat, [field]: bad } : { ...repeat, factors: [1_000, random.pick([0, bad])] }
}

function spoilOffers(random: Random, offers: Offers, bad: number): Offer[] {
  const field = random.pick(['cap', 'fixed', 'perOutputToken', 'min', 'max', 'hold'] as const)
  const spoiled = random.integer(0, offers.length - 1)
  return offerList(offers).map((offer, index) => {
    if (index !== spoiled) return offer
    if (field === 'min' || field === 'max' || field === 'hold')
      return { ...offer, output: { ...offer.output, [field]: bad } }
    const place = random.integer(0, offer.charges.length - 1)
    const charges = offer.charges.map((charge, each) => (each === place ? { ...charge, [field]: bad } : charge))
    return { ...offer, charges }
  })
}

function spoilOne(random: Random, amounts: readonly number[], bad: number): number[] {
  const place = random.integer(0, amounts.length - 1)
  return amounts.map((units, index) => (index === place ? bad : units))
}
