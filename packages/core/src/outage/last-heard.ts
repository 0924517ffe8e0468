import type { Clock } from '../clock.js'
import { usedIn } from '../store/operations/view.js'
import type { PartitionRecord } from '../store/record.js'
import type { Partition, ReserveReply } from '../store/store.js'
import { calendars } from './calendars.js'
import { type KnownUse, knownUse } from './known-use.js'

/** What the store and the calls said last: kept warm by every answer, and all that is known once there are none. */
export interface LastHeard {
  readonly known: Pick<KnownUse, 'usedOf' | 'note' | 'forget'>
  readonly periods: ReturnType<typeof calendars>
  hearReply(partitions: readonly Partition[], reply: ReserveReply): void
  hearRecords(partitions: readonly Partition[], records: readonly PartitionRecord[], storeNow: number): void
}

export function lastHeard(clock: Clock): LastHeard {
  const known = knownUse(clock)
  const periods = calendars()

  function hearRecords(partitions: readonly Partition[], records: readonly PartitionRecord[], storeNow: number): void {
    if (records.length === partitions.length) known.note(partitions, usedIn(records, partitions, storeNow), storeNow)
  }

  return {
    known,
    periods,
    hearReply(partitions, reply) {
      periods.see(partitions)
      if (reply.kind === 'granted') known.note(partitions, reply.used, reply.now)
      if (reply.kind === 'refused') hearRecords(partitions, reply.records, reply.now)
    },
    hearRecords,
  }
}
