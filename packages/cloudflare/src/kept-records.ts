import type { PartitionRecord } from '@llm-limit/core'
import { idleFrom, isIdle, NO_DETOURS, type RecordTable } from '@llm-limit/core/store-kit'
import type { KeyValues } from './platform.js'

/** Records are written under this front: those of another shape get another one, so that none is taken for what it is not. */
const SHAPE = '1 '
/** Records that one sweep looks at: calls wait meanwhile. */
const SWEPT_AT_ONCE = 250

/** The records of one object: what is stored is all there is, so that nothing differs when the object comes and goes. */
export interface KeptRecords extends RecordTable {
  isEmpty(): boolean
  /** Drops records that are idle. @returns when there will be more of them: `now` when it has not looked at all. */
  sweep(now: number): number
}

export function keptRecords(kv: KeyValues): KeptRecords {
  let cursor: string | undefined
  let earliest = Number.POSITIVE_INFINITY

  function look(key: string, value: unknown, now: number): void {
    const record = value as PartitionRecord
    if (!key.startsWith(SHAPE) || isIdle(record, now)) kv.delete(key)
    else earliest = Math.min(earliest, idleFrom(record))
  }

  return {
    ...NO_DETOURS,
    isLocal: false,
    get: (key) => kv.get(SHAPE + key) as PartitionRecord | undefined,
    set: (key, record) => kv.put(SHAPE + key, record),
    isEmpty() {
      for (const _ of kv.list({ limit: 1 })) return false
      return true
    },
    sweep(now) {
      const limit = SWEPT_AT_ONCE
      const found = [...kv.list(cursor === undefined ? { limit } : { startAfter: cursor, limit })]
      for (const [key, record] of found) look(key, record, now)
      cursor = found.length < limit ? undefined : found[limit - 1]?.[0]
      if (cursor !== undefined) return now
      const next = earliest
      earliest = Number.POSITIVE_INFINITY
      return next
    },
  }
}
