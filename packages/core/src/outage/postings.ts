import { UNSCALED } from '../amounts.js'
import type { Clock } from '../clock.js'
import type { Quota } from '../store/quota.js'
import type { Partition, Reservation, Store } from '../store/store.js'
import { hasNewPeriod } from './aged-use.js'
import { isOutside } from './calendars.js'
import type { LastHeard } from './last-heard.js'
import type { Link } from './link.js'
import type { LocalShare } from './local-share.js'
import type { Outbox } from './outbox.js'
import { spentOffer } from './posted-use.js'
import type { Charged } from './tally.js'

/** Partitions with local use that the store does not know; beyond, no new one is let in. */
export const MOST_POSTINGS = 10_000
const LEASE_MS = 60_000

/** Brings into the store what this process admitted without it: one reservation a partition, of what was settled there meanwhile. */
export interface Postings {
  readonly size: number
  /** Something was settled there. */
  touch(partitions: readonly Partition[]): void
  hasRoomFor(partitions: readonly Partition[]): boolean
  /** What the store has not confirmed; it is not posted any more. */
  drain(): Iterable<Charged>
}

export interface PostingsOptions {
  readonly store: Store
  readonly link: Link
  readonly outbox: Outbox
  readonly local: LocalShare
  readonly heard: LastHeard
  readonly clock: Clock
  readonly newId: () => string
}

/** Amounts on their way. */
interface Load {
  readonly partition: Partition
  readonly amounts: readonly number[]
  readonly takenAt: number
  id: string
  issuedAt: number
  /** What is to be settled, once the store has granted it. */
  charges: readonly number[] | undefined
  isSettleSent: boolean
}

export function postings(options: PostingsOptions): Postings {
  const { store, link, outbox, local, heard, clock, newId } = options
  const touched = new Map<string, Partition>()
  const loads = new Map<string, Load>()

  async function post(key: string): Promise<boolean> {
    const load = loads.get(key) ?? take(key)
    if (load === undefined) return !touched.has(key)
    load.charges ??= await granted(load)
    if (load.charges === undefined) return false
    const settlement = { charges: load.charges, estimated: false, failed: false }
    const wasSent = load.isSettleSent
    load.isSettleSent = true
    const { kind, now } = await link.send(() => store.settle(handleOf(load), settlement))
    // The store has lost it. Or an attempt whose answer was lost has settled it, long ago: nothing is charged twice.
    if (kind === 'marked' && !wasSent) {
      startOver(load, now)
      return false
    }
    loads.delete(key)
    local.posted(load.partition)
    return !touched.has(key)
  }

  function take(key: string): Load | undefined {
    const asked = touched.get(key)
    if (asked === undefined) return undefined
    const partition = withoutConditions(heard.periods.renewed(asked))
    const takenAt = clock.now()
    if (isOutside(partition, takenAt)) return undefined
    touched.delete(key)
    const amounts = local.take(partition)
    if (amounts.every((amount) => amount === 0)) return undefined
    const load = {
      ...{ partition, amounts, takenAt },
      ...{ id: newId(), issuedAt: takenAt, charges: undefined, isSettleSent: false },
    }
    loads.set(key, load)
    return load
  }

  /** What the store lets settle; `undefined` when it has to be asked again. */
  async function granted(load: Load): Promise<readonly number[] | undefined> {
    const { id, issuedAt, partition, amounts } = load
    const offers = spentOffer(amounts)
    const call = { id, issuedAt, leaseMs: LEASE_MS, partitions: [partition], offers, weight: UNSCALED }
    const reply = await link.send(() => store.reserve(call))
    if (reply.kind === 'closed') startOver(load, reply.now)
    if (reply.kind !== 'granted') return undefined
    heard.hearReply([partition], reply)
    return inTheirPeriod(load, reply.now)
  }

  /** The id is over, and nothing was charged under it. */
  function startOver(load: Load, storeNow: number): void {
    load.id = newId()
    load.issuedAt = storeNow
    load.charges = undefined
    load.isSettleSent = false
  }

  /** What was spent in a calendar period that is over by now is charged to no other. */
  function inTheirPeriod({ partition, amounts, takenAt }: Load, storeNow: number): readonly number[] {
    const before = storeNow - Math.max(0, clock.now() - takenAt)
    return partition.quotas.map(({ aging }, i) =>
      aging.algorithm === 'calendar' && hasNewPeriod(aging.boundaries, before, storeNow) ? 0 : (amounts[i] ?? 0),
    )
  }

  return {
    get size() {
      return touched.size + loads.size
    },
    touch(partitions) {
      for (const partition of partitions) {
        const { key } = partition
        touched.set(key, partition)
        outbox.add(`post ${key}`, () => post(key))
      }
    },
    hasRoomFor(partitions) {
      const isKnown = ({ key }: Partition): boolean => touched.has(key) || loads.has(key)
      return touched.size + loads.size + partitions.length <= MOST_POSTINGS || partitions.every(isKnown)
    },
    *drain() {
      for (const { partition, amounts } of loads.values()) yield { partitions: [partition], charges: amounts }
      for (const partition of touched.values()) yield { partitions: [partition], charges: local.take(partition) }
      loads.clear()
      touched.clear()
    },
  }
}

function handleOf({ id, partition }: Load): Reservation {
  return { id, partitions: [partition], weight: UNSCALED, repeatFactor: UNSCALED }
}

/** Conditions name quotas of other partitions. */
function withoutConditions({ key, quotas }: Partition): Partition {
  const free = ({ onlyWhile, ...rest }: Quota): Quota => rest
  return { key, quotas: quotas.some((quota) => quota.onlyWhile !== undefined) ? quotas.map(free) : quotas }
}
