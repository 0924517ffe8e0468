import { MAX_LATE, MAX_LEASES, MAX_MARKS, MAX_REPEATS, MAX_STEPS, offerList } from '@llm-limit/core'
import { raise, reserveNew, settle } from './makers.js'
import type { Maker, Plot } from './plot.js'

/** Plans so many commands of a kind that one of the store's lists runs over. */
export function planFlood(plot: Plot): void {
  const kind = plot.random.pick(['leases', 'marks', 'late', 'steps', 'repeats'] as const)
  const plan: Record<typeof kind, readonly Maker[]> = {
    leases: many(MAX_LEASES + 4, reserveCheap),
    marks: many(MAX_MARKS + 6, settleUnknown),
    late: many(MAX_LATE + 6, reserveCheap, settleEstimated),
    steps: [reserveCheap, ...many(MAX_STEPS + 12, raiseLast)],
    repeats: many(MAX_REPEATS + 6, reservePrompt),
  }
  plot.planned.push(...plan[kind])
}

/** Of more prompts than are remembered, each for a time of its own. */
const reservePrompt: Maker = (plot, model, clock) => {
  const command = reserveCheap(plot, model, clock)
  if (command.do !== 'reserve') return command
  const fingerprint = plot.random.integer(1, MAX_REPEATS + 4)
  const repeat = { fingerprint, factors: [1_000, 1_500, 2_000], windowMs: plot.random.pick([60_000, 1_000, 90_000]) }
  return { ...command, call: { ...command.call, repeat } }
}

export const reserveCheap: Maker = (plot, model, clock) => {
  const command = reserveNew(plot, model, clock)
  if (command.do !== 'reserve') return command
  const { call } = command
  const leaseMs = plot.random.pick([300_000, 300_000, 60_000])
  const offers = offerList(call.offers)
    .slice(0, 1)
    .map((offer) => ({
      ...offer,
      charges: offer.charges.map(() => ({ cap: 2 ** 52 - 1, fixed: plot.random.integer(0, 2), perOutputToken: 0 })),
    }))
  return { ...command, call: { ...call, leaseMs, offers } }
}

const settleEstimated: Maker = (plot, model, clock) => {
  const command = settle(plot, model, clock)
  const last = plot.reservations.at(-1)
  if (command.do !== 'settle' || last === undefined) return command
  const charges = last.partitions.flatMap(({ quotas }) => quotas.map(() => plot.random.integer(0, 3)))
  return { ...command, reservation: last, settlement: { charges, estimated: !plot.random.oneIn(20), failed: false } }
}

const settleUnknown: Maker = (plot, model, clock) => {
  const command = settle(plot, model, clock)
  plot.ids += 1
  return command.do === 'settle' ? { ...command, reservation: { ...command.reservation, id: `r${plot.ids}` } } : command
}

const raiseLast: Maker = (plot, model, clock) => {
  const command = raise(plot, model, clock)
  const last = plot.reservations.at(-1)
  if (command.do !== 'raise' || last === undefined) return command
  const step = Math.max(1, (plot.steps.get(last.id) ?? 0) + plot.random.pick([1, 1, 2, -1]))
  const charges = last.partitions.flatMap(({ quotas }) =>
    quotas.map(() => ({ cap: 2 ** 52 - 1, fixed: plot.random.integer(0, 2), perOutputToken: 0 })),
  )
  const offer = { rung: 0, charges, output: { min: 0, max: 10, hold: 10 } }
  return {
    ...command,
    reservation: last,
    call: { ...command.call, step, offers: [offer], taken: charges.map(() => 0) },
  }
}

function many(times: number, ...makers: readonly Maker[]): Maker[] {
  return Array.from({ length: times }, () => makers).flat()
}
