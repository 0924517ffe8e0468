import { MAX_AMOUNT } from '../amounts.js'
import type { Clock } from '../clock.js'
import { usedAt } from '../store/algorithms/counter.js'
import { chargesOf, quotasOf } from '../store/fit.js'
import { memoryStore } from '../store/memory-store.js'
import { usedIn } from '../store/operations/view.js'
import { HELD, type PartitionRecord, write } from '../store/record.js'
import type { Named } from '../store/record-table.js'
import type {
  Granted,
  Offers,
  Partition,
  RaiseCall,
  RenewCall,
  RenewReply,
  Reservation,
  ReserveCall,
  ReserveReply,
  Settlement,
  SettleReply,
} from '../store/store.js'
import { atOnce } from './at-once.js'
import type { LastHeard } from './last-heard.js'
import { type LocalGround, localOffers } from './local-caps.js'
import { localGrants } from './local-grants.js'
import { localQuotas } from './local-quotas.js'
import { localTime } from './local-time.js'
import { postedUse } from './posted-use.js'
import type { Tally } from './tally.js'
import type { OutageSettings } from './when-store-fails.js'

/** Everything but a refusal: a share that is used up says nothing about the budget. */
export type LocalReply = Exclude<ReserveReply, { kind: 'refused' }>

/**
 * What this process admits while the store does not answer: a store of its own, whose caps are a part of what was left.
 * What it admitted counts here until it is taken over by the store.
 */
export interface LocalShare {
  /** Whether a reservation was granted here. */
  has(reservation: Named): boolean
  /** Whether its lease ended before anybody settled it: it was charged what was observed. */
  hasEnded(reservation: Named): boolean
  /** `undefined` when the share has no room. */
  reserve(call: ReserveCall): LocalReply | undefined
  raise(reservation: Reservation, call: RaiseCall): LocalReply | undefined
  renew(reservation: Reservation, call: RenewCall): RenewReply
  settle(reservation: Reservation, settlement: Settlement): SettleReply
  /** Takes out what was settled in a partition and still counts, one amount a quota, to bring it to the store. What is held stays. */
  take(partition: Partition): readonly number[]
  /** The same of one estimated settlement, one amount a quota of all its partitions: none where it counts no more. */
  takeEstimate(reservation: Reservation): readonly number[]
  /** The store has what was taken, and says so itself from now on. */
  posted(partition: Partition): void
}

export interface LocalShareOptions {
  readonly settings: OutageSettings
  readonly clock: Clock
  readonly heard: LastHeard
  readonly tally: Tally
}

export function localShare({ settings, clock, heard, tally }: LocalShareOptions): LocalShare {
  // Who may come in is bounded before it is asked: an overflow budget would not know whose its amounts are.
  const time = localTime(clock)
  const memory = memoryStore({ clock: time, maxRecords: Number.POSITIVE_INFINITY })
  const grants = localGrants(time)
  const quotas = localQuotas(settings)
  const posted = postedUse(time)

  function groundOf(partitions: readonly Partition[]): LocalGround {
    return { known: heard.known.usedOf(partitions), posted: posted.usedOf(quotas.counting(partitions)) }
  }

  /** With what was used before, so that what is shown goes on from what was shown. */
  function shown<Reply extends { readonly used: readonly number[] }>(reply: Reply, ground: LocalGround): Reply {
    // What an open share has posted, the store has said to be used.
    const posted = settings.mode === 'open' ? [] : ground.posted
    const used = reply.used.map((local, i) => Math.min(MAX_AMOUNT, local + (ground.known[i] ?? 0) + (posted[i] ?? 0)))
    return { ...reply, used }
  }

  function counted<Call extends Named>(call: Call): Call {
    return { ...call, partitions: quotas.counting(call.partitions) }
  }

  function usedNow(partitions: readonly Partition[]): readonly number[] {
    const { records, now } = atOnce(memory.peek(partitions))
    return usedIn(records, partitions, now)
  }

  return {
    has: (reservation) => grants.has(reservation),
    hasEnded: (reservation) => grants.hasEnded(reservation),
    reserve(call) {
      const { partitions } = call
      const ground = groundOf(partitions)
      const offers = localOffers(call.offers, quotasOf(partitions), ground, settings)
      const reply = atOnce(memory.reserve({ ...call, partitions: quotas.deciding(partitions, ground), offers }))
      if (reply.kind === 'refused') return undefined
      if (reply.kind !== 'granted') return reply
      if (!grants.has(call)) {
        const held = chargedBy(offers, reply, { ...call, repeatFactor: reply.repeatFactor })
        grants.put(call, held, reply.end)
        tally.admitted({ partitions, charges: held })
      }
      return shown(reply, ground)
    },
    raise(reservation, call) {
      const { partitions } = reservation
      const ground = groundOf(partitions)
      const offers = localOffers(call.offers, quotasOf(partitions), ground, settings)
      const counting = { ...reservation, partitions: quotas.deciding(partitions, ground) }
      const reply = atOnce(memory.raise(counting, { ...call, offers }))
      if (reply.kind === 'refused') return undefined
      if (reply.kind !== 'granted') return reply
      const taken = chargedBy(offers, reply, reservation).map((charge, i) => charge + (call.taken[i] ?? 0))
      const more = grants.raise(reservation, taken, reply.end)
      tally.raised({ partitions, charges: more })
      return shown(reply, ground)
    },
    renew(reservation, call) {
      const reply = atOnce(memory.renew(counted(reservation), call))
      if (reply.kind !== 'renewed') return reply
      grants.raise(reservation, [], reply.end)
      return shown(reply, groundOf(reservation.partitions))
    },
    settle(reservation, settlement) {
      const reply = atOnce(memory.settle(counted(reservation), settlement))
      if (reply.kind !== 'already') grants.close(reservation, settlement.estimated)
      return reply
    },
    take(partition) {
      const [counting = partition] = quotas.counting([partition])
      const { now, records } = atOnce(memory.peek([counting]))
      atOnce(memory.reset([counting]))
      const [record] = records
      const amounts = counting.quotas.map(({ aging }, slot) =>
        record === undefined ? 0 : usedAt(withoutHeld(record, slot), slot, aging, now),
      )
      posted.add([counting], amounts)
      return amounts
    },
    takeEstimate(reservation) {
      const counting = counted(reservation)
      const { partitions } = counting
      const before = usedNow(partitions)
      atOnce(memory.settle(counting, { charges: before.map(() => 0), estimated: false, failed: false }))
      const after = usedNow(partitions)
      const amounts = before.map((used, i) => used - (after[i] ?? 0))
      posted.add(partitions, amounts)
      return amounts
    },
    posted(partition) {
      // An open share is not lowered by what the store says is used: there it goes on counting here.
      if (settings.mode !== 'open') posted.forget(partition)
    },
  }
}

/** Of a copy. */
function withoutHeld(record: PartitionRecord, slot: number): PartitionRecord {
  write(record, slot, HELD, 0)
  return record
}

/** What a granted offer holds. */
function chargedBy(
  offers: Offers,
  { offer: index, output }: Granted,
  { partitions, weight, repeatFactor }: Pick<Reservation, 'partitions' | 'weight' | 'repeatFactor'>,
): number[] {
  const offer = offers.at(index)
  const ground = { quotas: quotasOf(partitions), weight, repeatFactor }
  return offer === undefined ? [] : chargesOf(offer, ground, Math.min(offer.output.hold, output))
}
