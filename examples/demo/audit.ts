import type { Granted, Offers, Partition, Quota, Store } from '@llm-limit/core'
import { type Line, type Overrun, overrunsOf } from './overrun.js'

export interface Audit {
  readonly admissions: number
  /** Reservations that are not settled. */
  readonly open: number
  /** Settlements that replaced an earlier one. */
  readonly corrections: number
  /** Times that an admission left a quota above its ceiling. */
  readonly aboveCeiling: number
  /** Most that any admission left used of a ladder quota, in percent of its limit. */
  readonly highestPercent: number
  overruns(): Overrun[]
}

interface OpenCall {
  readonly lines: readonly Line[]
  /** One a line, in charged units. */
  held: readonly number[]
}

/** Books beside the books: sees every operation on a store, believes no sum of its, and changes nothing. */
export function audited(store: Store): { readonly store: Store; readonly audit: Audit } {
  /** By partition, a line a quota. */
  const lines = new Map<string, Line[]>()
  const open = new Map<string, OpenCall>()
  const found = { admissions: 0, corrections: 0, aboveCeiling: 0, highestPercent: 0 }

  function linesOf(partitions: readonly Partition[], offers: Offers): Line[] {
    const last = offers.at(offers.length - 1)?.charges ?? []
    let first = 0
    return partitions.flatMap(({ key, quotas }) => {
      const fresh = (quota: Quota, i: number): Line => ({
        ...{ quota, settled: 0, excess: 0 },
        ceiling: last[first + i]?.cap ?? 0,
      })
      const own = lines.get(key) ?? quotas.map(fresh)
      lines.set(key, own)
      first += quotas.length
      return own
    })
  }

  /** From here on only the calls that are open now can take a quota beyond its ceiling. */
  function admitted(touched: readonly Line[], used: readonly number[]): void {
    for (const [i, line] of touched.entries()) {
      const amount = used[i] ?? 0
      line.excess = 0
      if (amount > line.ceiling) found.aboveCeiling += 1
      if (line.quota.ladder) found.highestPercent = Math.max(found.highestPercent, (amount / line.quota.limit) * 100)
    }
  }

  function settled(id: string, charges: readonly number[]): void {
    const call = open.get(id)
    open.delete(id)
    for (const [i, line] of (call?.lines ?? []).entries()) {
      const charged = charges[i] ?? 0
      line.settled += charged
      line.excess += Math.max(0, charged - (call?.held[i] ?? 0))
    }
  }

  const watching: Store = {
    ...store,
    reserve: (call) =>
      seen(store.reserve(call), (reply) => {
        if (reply.kind !== 'granted') return
        found.admissions += 1
        const touched = linesOf(call.partitions, call.offers)
        admitted(touched, reply.used)
        open.set(call.id, { lines: touched, held: heldBy(call, reply, touched) })
      }),
    raise: (reservation, call) =>
      seen(store.raise(reservation, call), (reply) => {
        const known = open.get(reservation.id)
        if (reply.kind !== 'granted' || known === undefined) return
        admitted(known.lines, reply.used)
        const more = heldBy({ ...call, weight: reservation.weight }, reply, known.lines)
        known.held = known.held.map((held, i) => Math.max(held, (call.taken[i] ?? 0) + (more[i] ?? 0)))
      }),
    settle: (reservation, settlement) =>
      seen(store.settle(reservation, settlement), ({ kind }) => {
        if (kind === 'corrected') found.corrections += 1
        else settled(reservation.id, settlement.charges)
      }),
  }
  return {
    store: watching,
    audit: {
      get admissions() {
        return found.admissions
      },
      get open() {
        return open.size
      },
      get corrections() {
        return found.corrections
      },
      get aboveCeiling() {
        return found.aboveCeiling
      },
      get highestPercent() {
        return found.highestPercent
      },
      overruns: () => overrunsOf([...lines.values()].flat()),
    },
  }
}

/** A store in the same process answers at once, others later. */
function seen<Reply>(reply: Reply | Promise<Reply>, look: (reply: Reply) => void): Reply | Promise<Reply> {
  if (reply instanceof Promise) return reply.then((late) => seen(late, look))
  look(reply)
  return reply
}

/** What a grant holds of each quota until the truth is known. */
function heldBy(
  { offers, weight }: { readonly offers: Offers; readonly weight: number },
  { offer, output, repeatFactor }: Granted,
  lines: readonly Line[],
): number[] {
  const taken = offers.at(offer)
  if (taken === undefined) return []
  const tokens = Math.min(taken.output.hold, output)
  return taken.charges.map(({ fixed, perOutputToken }, i) => {
    const permille = scaleOf(lines[i]?.quota, weight, repeatFactor)
    return Math.ceil(((fixed + perOutputToken * tokens) * permille) / 1000)
  })
}

function scaleOf(quota: Quota | undefined, weight: number, repeatFactor: number): number {
  return quota?.scaled === true ? Math.ceil((weight * repeatFactor) / 1000) : 1000
}
