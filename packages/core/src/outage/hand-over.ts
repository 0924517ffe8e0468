import { UNSCALED } from '../amounts.js'
import { type Clock, steadyMs } from '../clock.js'
import { quotasOf } from '../store/fit.js'
import type { Quota } from '../store/quota.js'
import {
  LATE_MS,
  type Partition,
  type Reservation,
  type Settlement,
  type SettleReply,
  type Store,
} from '../store/store.js'
import { hasNewPeriod } from './aged-use.js'
import { isOutside } from './calendars.js'
import type { LastHeard } from './last-heard.js'
import type { Link } from './link.js'
import type { LocalShare } from './local-share.js'
import { spentOffer } from './posted-use.js'

const LEASE_MS = 60_000

/** Amounts that this process admitted without the store, on their way into it: one reservation under an id of its own. */
export interface Load {
  readonly partitions: readonly Partition[]
  /** One a quota. */
  readonly amounts: readonly number[]
  readonly takenAt: number
  id: string
  issuedAt: number
  granted: GrantedLoad | undefined
  isSettleSent: boolean
}

interface GrantedLoad {
  /** What of the amounts is to be settled. */
  readonly charges: readonly number[]
  /** Until then, by its own time, the store knows whether it was settled. */
  readonly knownUntil: number
}

/** Brings what was taken out of the local share into the store: reserves it, whatever the caps, and settles it. */
export interface HandOver {
  /** The partitions as the store is to be asked for them; undefined while no period of theirs is known for this time. */
  ready(partitions: readonly Partition[]): readonly Partition[] | undefined
  load(partitions: readonly Partition[], amounts: readonly number[]): Load
  /** @returns whether it is done; rejects when the store failed. To be called until it is. */
  send(load: Load, settlementOf: (charges: readonly number[]) => Settlement): Promise<boolean>
  /** The store has it. */
  done(load: Load): void
}

export interface HandOverOptions {
  readonly store: Store
  readonly link: Link
  readonly local: LocalShare
  readonly heard: LastHeard
  readonly clock: Clock
  readonly newId: () => string
}

export function handOver({ store, link, local, heard, clock, newId }: HandOverOptions): HandOver {
  /** Loads on their way, by key. */
  const underway = new Map<string, number>()

  function count(key: string, by: 1 | -1): number {
    const loads = (underway.get(key) ?? 0) + by
    if (loads > 0) underway.set(key, loads)
    else underway.delete(key)
    return loads
  }

  /** What the store lets settle; `undefined` when it has to be asked again. */
  async function grantedTo(load: Load): Promise<GrantedLoad | undefined> {
    const { id, issuedAt, partitions, amounts } = load
    const call = { id, issuedAt, leaseMs: LEASE_MS, partitions, offers: spentOffer(amounts), weight: UNSCALED }
    const reply = await link.send(() => store.reserve(call))
    if (reply.kind === 'closed') startOver(load, reply.now)
    if (reply.kind !== 'granted') return undefined
    heard.hearReply(partitions, reply)
    return { charges: inTheirPeriod(load, reply.now), knownUntil: reply.end + LATE_MS }
  }

  /** The id is over, and nothing was charged under it. */
  function startOver(load: Load, storeNow: number): void {
    load.id = newId()
    load.issuedAt = storeNow
    load.granted = undefined
    load.isSettleSent = false
  }

  /** What was spent in a calendar period that is over by now is charged to no other. */
  function inTheirPeriod({ partitions, amounts, takenAt }: Load, storeNow: number): readonly number[] {
    const before = storeNow - (steadyMs(clock) - takenAt)
    return quotasOf(partitions).map(({ aging }, i) =>
      aging.algorithm === 'calendar' && hasNewPeriod(aging.boundaries, before, storeNow) ? 0 : (amounts[i] ?? 0),
    )
  }

  return {
    ready(partitions) {
      const asked = partitions.map((partition) => withoutConditions(heard.periods.renewed(partition)))
      return asked.some((partition) => isOutside(partition, clock.now())) ? undefined : asked
    },
    load(partitions, amounts) {
      for (const { key } of partitions) count(key, 1)
      const id = { id: newId(), issuedAt: clock.now() }
      return { partitions, amounts, takenAt: steadyMs(clock), ...id, granted: undefined, isSettleSent: false }
    },
    async send(load, settlementOf) {
      load.granted ??= await grantedTo(load)
      const { granted, isSettleSent } = load
      if (granted === undefined) return false
      load.isSettleSent = true
      const settlement = settlementOf(granted.charges)
      const reply = await link.send(() => store.settle(handleOf(load), settlement))
      if (isSettleSent || !isLost(reply, granted)) return true
      startOver(load, reply.now)
      return false
    },
    done({ partitions }) {
      for (const partition of partitions) if (count(partition.key, -1) <= 0) local.posted(partition)
    },
  }
}

/**
 * Nothing was charged: the store has forgotten what it had granted, or its time has leapt past all that it remembers of it. Not to be
 * said of a settlement that was sent before: that attempt may have been the one, and nothing is charged twice.
 */
function isLost({ kind, now }: SettleReply, { knownUntil }: GrantedLoad): boolean {
  return kind === 'marked' || (kind === 'already' && now >= knownUntil)
}

function handleOf({ id, partitions }: Load): Reservation {
  return { id, partitions, weight: UNSCALED, repeatFactor: UNSCALED }
}

/** Conditions name quotas of other partitions. */
function withoutConditions(partition: Partition): Partition {
  const { quotas } = partition
  const free = ({ onlyWhile, ...rest }: Quota): Quota => rest
  return quotas.some((quota) => quota.onlyWhile !== undefined) ? { ...partition, quotas: quotas.map(free) } : partition
}
