import type { Partition } from '../store/store.js'
import type { Estimates } from './estimates.js'
import type { HandOver, Load } from './hand-over.js'
import type { LocalShare } from './local-share.js'
import type { Outbox } from './outbox.js'
import type { Charged } from './tally.js'

/** Partitions with local use that the store does not know; beyond, no new one is let in. */
export const MOST_POSTINGS = 10_000

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
  readonly handOver: HandOver
  readonly outbox: Outbox
  readonly local: LocalShare
  readonly estimates: Estimates
}

export function postings({ handOver, outbox, local, estimates }: PostingsOptions): Postings {
  const touched = new Map<string, Partition>()
  const loads = new Map<string, Load>()

  async function post(key: string): Promise<boolean> {
    const load = loads.get(key) ?? take(key)
    if (load === undefined) return !touched.has(key)
    if (!(await handOver.send(load, (charges) => ({ charges, estimated: false, failed: false })))) return false
    loads.delete(key)
    handOver.done(load)
    return !touched.has(key)
  }

  function take(key: string): Load | undefined {
    const asked = touched.get(key)
    const [partition] = asked === undefined ? [] : (handOver.ready([asked]) ?? [])
    if (partition === undefined) return undefined
    touched.delete(key)
    // They go on their own, else the truth could not find them.
    estimates.takeAll()
    const amounts = local.take(partition)
    if (amounts.every((amount) => amount === 0)) return undefined
    const load = handOver.load([partition], amounts)
    loads.set(key, load)
    return load
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
      for (const { partitions, amounts } of loads.values()) yield { partitions, charges: amounts }
      for (const partition of touched.values()) yield { partitions: [partition], charges: local.take(partition) }
      loads.clear()
      touched.clear()
    },
  }
}
