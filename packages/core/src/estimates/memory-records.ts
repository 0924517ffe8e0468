import type { Clock } from '../clock.js'
import { systemClock } from '../system.js'
import type { Records, StoredRecord } from './records.js'

export interface MemoryRecordsOptions {
  readonly clock?: Clock | undefined
  /** Beyond, the one that was not written for longest goes. Default 10,000. */
  readonly maxRecords?: number | undefined
}

interface Kept extends StoredRecord {
  readonly until: number
}

/** Records in the memory of this process, for limiters that share one, and for tests. */
export function memoryRecords({ clock = systemClock, maxRecords = 10_000 }: MemoryRecordsOptions = {}): Records {
  const kept = new Map<string, Kept>()

  function find(key: string): Kept | undefined {
    const record = kept.get(key)
    if (record === undefined || record.until > clock.now()) return record
    kept.delete(key)
    return undefined
  }

  return {
    async get(key) {
      const record = find(key)
      return record === undefined ? undefined : { value: record.value, version: record.version }
    },
    async compareAndSet(key, value, version, ttlMs) {
      if ((find(key)?.version ?? 0) !== version) return false
      kept.delete(key)
      kept.set(key, { value, version: version + 1, until: clock.now() + ttlMs })
      const [oldest] = kept.keys()
      if (kept.size > maxRecords && oldest !== undefined) kept.delete(oldest)
      return true
    },
  }
}
