import { periodStart } from '../store/algorithms/calendar.js'
import type { Aging, Quota } from '../store/quota.js'
import type { Partition } from '../store/store.js'

/** The newest periods of each calendar counter, as calls bring them: an outage may outlast those that it began with. */
export interface Calendars {
  /** Takes note of the periods in a call. */
  see(partitions: readonly Partition[]): void
  /** The partition with the newest periods. */
  renewed(partition: Partition): Partition
}

export function calendars(): Calendars {
  const newest = new Map<string, Extract<Aging, { algorithm: 'calendar' }>>()
  const seen = new WeakSet<readonly Quota[]>()

  function seeQuotas(quotas: readonly Quota[]): void {
    if (seen.has(quotas)) return
    seen.add(quotas)
    for (const { counter, aging } of quotas) {
      if (aging.algorithm !== 'calendar') continue
      const known = newest.get(counter)
      if (known === undefined || known.boundaries[1] < aging.boundaries[1]) newest.set(counter, aging)
    }
  }

  return {
    see(partitions) {
      for (const { quotas } of partitions) seeQuotas(quotas)
    },
    renewed(partition) {
      const { quotas } = partition
      const isOld = quotas.some(({ counter, aging }) => (newest.get(counter) ?? aging) !== aging)
      return isOld ? { ...partition, quotas: quotas.map((quota) => ({ ...quota, aging: newestOf(quota) })) } : partition
    },
  }

  function newestOf({ counter, aging }: Quota): Aging {
    return aging.algorithm === 'calendar' ? (newest.get(counter) ?? aging) : aging
  }
}

/** Whether a calendar quota has no period for a time. */
export function isOutside({ quotas }: Partition, now: number): boolean {
  return quotas.some(({ aging }) => aging.algorithm === 'calendar' && periodStart(aging.boundaries, now) === undefined)
}
