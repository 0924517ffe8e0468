import type { Offer } from '@llm-limit/core'
import type { Command } from './command.js'
import type { Random } from './random.js'

const NOT_AMOUNTS = [-1, 1.5, 2 ** 52, Number.NaN, Number.POSITIVE_INFINITY]

/** The same command with one amount that is none (rule 3). */
export function spoil(random: Random, command: Command): Command {
  const bad = random.pick(NOT_AMOUNTS)
  if (command.do === 'settle') {
    const { settlement } = command
    return { ...command, settlement: { ...settlement, charges: spoilOne(random, settlement.charges, bad) } }
  }
  if (command.do === 'renew') {
    const list = random.pick(['observed', 'hold'] as const)
    return { ...command, call: { ...command.call, [list]: spoilOne(random, command.call[list], bad) } }
  }
  if (command.do === 'raise') {
    if (random.oneIn(2))
      return { ...command, call: { ...command.call, taken: spoilOne(random, command.call.taken, bad) } }
    return { ...command, call: { ...command.call, offers: spoilOffers(random, command.call.offers, bad) } }
  }
  if (command.do !== 'reserve') return command
  return { ...command, call: { ...command.call, offers: spoilOffers(random, command.call.offers, bad) } }
}

function spoilOffers(random: Random, offers: readonly Offer[], bad: number): Offer[] {
  const field = random.pick(['cap', 'fixed', 'perOutputToken', 'min', 'max', 'hold'] as const)
  const spoiled = random.integer(0, offers.length - 1)
  return offers.map((offer, index) => {
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
