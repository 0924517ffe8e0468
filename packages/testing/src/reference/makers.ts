import { ID_TTL_MS, LATE_MS, MAX_AMOUNT, type Partition, type Quota, type Reservation } from '@llm-limit/core'
import { edgeAmount, randomOffers } from './offer-values.js'
import type { Maker, Plot } from './plot.js'
import { partitionsOf, recomputed } from './policies.js'
import type { Random } from './random.js'
import type { ReferenceStore } from './reference-store.js'

const LEASES_MS = [60_000, 60_000, 300_000, 900_000, 0, 1, 5_000, 4_999, 5_001]
const WEIGHTS = [1_000, 1_000, 1_000, 1_500, 333, 1, 1_001, 3_000]

export const reserveNew: Maker = (plot, model, clock) => {
  const { random } = plot
  const partitions = randomPartitions(plot, clock)
  const quotas = quotasOf(partitions)
  const offers = randomOffers(random, quotas, model.used(partitions, clock).map(Number))
  const call = {
    id: nextId(plot),
    issuedAt: issuedAt(plot, clock),
    leaseMs: random.pick(LEASES_MS),
    partitions,
    offers,
  }
  const repeat =
    plot.repeats && !random.oneIn(4)
      ? { repeat: { ...plot.repeats, fingerprint: random.integer(1, plot.repeats.prompts) } }
      : {}
  return { do: 'reserve', call: { ...call, weight: random.pick(WEIGHTS), ...repeat } }
}

/** An id that came before, mostly with the very same call, as a client that repeats it would send. */
export const reserveAgain: Maker = (plot, model, clock) => {
  const { random, calls } = plot
  const call = calls.at(-random.integer(1, 4)) ?? calls.at(-1)
  if (call === undefined) return reserveNew(plot, model, clock)
  if (!random.oneIn(3)) return { do: 'reserve', call }
  return {
    do: 'reserve',
    call: { ...call, partitions: recomputed(call.partitions, clock), issuedAt: issuedAt(plot, clock) },
  }
}

export const raise: Maker = (plot, model, clock) => {
  const { random } = plot
  const reservation = anyReservation(plot, clock)
  const seen = look(model, reservation, clock)
  const taken = seen.map(({ hold }) => random.pick([hold, 0, Math.floor(hold / 2)]))
  const free = seen.map(({ used, hold }, index) => Math.max(0, used - hold + (taken[index] ?? 0)))
  const step = nextStep(plot, reservation.id)
  const offers = randomOffers(random, quotasOf(reservation.partitions), free)
  return { do: 'raise', reservation, call: { step, leaseMs: random.pick(LEASES_MS), offers, taken } }
}

export const renew: Maker = (plot, model, clock) => {
  const { random } = plot
  const reservation = anyReservation(plot, clock)
  const seen = look(model, reservation, clock)
  const observed = seen.map((place) => Math.floor(chargeOf(random, place) / random.pick([2, 1, 4])))
  const hold = seen.map((place) => chargeOf(random, place))
  return { do: 'renew', reservation, call: { leaseMs: random.pick(LEASES_MS), observed, hold } }
}

export const settle: Maker = (plot, model, clock) => {
  const { random } = plot
  const reservation = anyReservation(plot, clock)
  const released = random.oneIn(5)
  const charges = look(model, reservation, clock).map((place) => (released ? 0 : chargeOf(random, place)))
  return { do: 'settle', reservation, settlement: { charges, estimated: random.oneIn(3), failed: random.oneIn(4) } }
}

export const reset: Maker = (plot, _model, clock) => {
  const partitions = randomPartitions(plot, clock)
  return { do: 'reset', partitions: plot.random.oneIn(2) ? partitions : partitions.slice(0, 1) }
}

export const advance: Maker = ({ random, ends, policy }, _model, clock) => ({
  do: 'clock',
  to: ends.next(random, policy, clock),
})

export const runBackwards: Maker = ({ random }, _model, clock) => {
  const distance = random.pick([1, 1_000, random.integer(1, 60_000), random.integer(1, 3_600_000)])
  return { do: 'clock', to: Math.max(0, clock - distance) }
}

export function quotasOf(partitions: readonly Partition[]): Quota[] {
  return partitions.flatMap((partition) => partition.quotas)
}

/** The next one, and now and then one that was, one that was left out or one that is out of order. */
function nextStep({ random, steps }: Plot, id: string): number {
  const last = steps.get(id) ?? 0
  if (!random.oneIn(4)) return last + 1
  return Math.max(1, random.pick([last, last - 1, last + 2, last - random.integer(1, 20)]))
}

interface Seen {
  readonly quota: Quota
  readonly used: number
  readonly hold: number
}

function look(model: ReferenceStore, reservation: Reservation, clock: number): Seen[] {
  const { used, holds } = model.look(reservation, clock)
  const quotas = quotasOf(reservation.partitions)
  return quotas.map((quota, index) => ({ quota, used: Number(used[index]), hold: Number(holds[index]) }))
}

/** At the edges of what is held and of the limit, but never so much that a sum leaves the range. */
function chargeOf(random: Random, { quota, used, hold }: Seen): number {
  const units = random.oneIn(4) ? edgeAmount(random, quota, used) : random.pick([hold, hold + 1, hold - 1, 0, 1])
  return Math.min(Math.max(hold, MAX_AMOUNT - used), Math.max(0, units))
}

function anyReservation(plot: Plot, clock: number): Reservation {
  const { random } = plot
  const from = random.oneIn(4) || plot.open.length === 0 ? plot.reservations : plot.open
  const known = from.at(-random.pick([1, 1, 2, 3, random.integer(1, 8)])) ?? from.at(-1)
  if (known === undefined || random.oneIn(24)) {
    return { id: nextId(plot), partitions: randomPartitions(plot, clock), weight: 1_000, repeatFactor: 1_000 }
  }
  return random.oneIn(4) ? { ...known, partitions: recomputed(known.partitions, clock) } : known
}

/** Of one user, one operation and everyone; computed by a clock that is now and then wrong. */
function randomPartitions(plot: Plot, clock: number): Partition[] {
  const { random, policy, latest } = plot
  const skew = random.oneIn(16) ? random.pick([-3_600_000, 3_600_000, -86_400_000, 86_400_000]) : 0
  return partitionsOf(policy, random.pick(plot.users), random.pick(plot.operations), Math.max(clock, latest) + skew)
}

function issuedAt({ random, latest }: Plot, clock: number): number {
  const now = Math.max(clock, latest)
  return random.oneIn(8) ? now - random.pick([1, ID_TTL_MS, ID_TTL_MS + 1, ID_TTL_MS - 1, 10_000, LATE_MS]) : now
}

function nextId(plot: Plot): string {
  plot.ids += 1
  return `r${plot.ids}`
}
