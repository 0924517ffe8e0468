import type { Clock } from '../clock.js'
import { isIdle } from './idle.js'
import type { PartitionRecord } from './record.js'
import type { Partition } from './store.js'

/** A table of fewer records is not worth sweeping. */
const SWEPT_FROM = 1_000
/** Idle records looked for at each new one: the table shrinks as fast as it grows. */
const SWEEP_STEPS = 2
/** Of a full table, so that one new subject never pays for a scan. */
const SWEEP_STEPS_WHEN_FULL = 32
/** Reservations that are counted elsewhere than under their own keys. Beyond, the oldest is forgotten: its lease ends by itself. */
const MOST_DETOURS = 10_000

/** Where a store in one place keeps its records. */
export interface RecordTable extends Detours {
  /** The callers' own process: `get` gives the stored record itself, to be written to, and no call comes late or twice. */
  readonly isLocal: boolean
  get(key: string): PartitionRecord | undefined
  set(key: string, record: PartitionRecord, now: number): void
}

/** What becomes of reservations for which a table has no record left. */
export interface Detours {
  /** Keys under which a new reservation is to be counted where those are not its own: those of the overflow budget. */
  detourFor(call: Named, clock: Pick<Clock, 'now'>): Detour
  /** Keys under which a reservation was granted where they are not its own. */
  detourOf(call: Named): Detour
  /** Remembers under which keys a reservation was granted. */
  take(call: Named, detour: readonly string[]): void
  /** Forgets them: the reservation is over. */
  leave(call: Named): void
}

/** For a table that has room for everybody. */
export const NO_DETOURS: Detours = {
  detourFor: () => undefined,
  detourOf: () => undefined,
  take: () => {},
  leave: () => {},
}

/** The records of a memory store: bounded, swept as it grows, with a shared overflow record for whoever comes when it is full. */
export interface MemoryTable extends RecordTable {
  clear(): void
}

/** A call or a reservation. */
export interface Named {
  readonly id: string
  readonly partitions: readonly Partition[]
}

/** One key a partition; undefined for its own. */
export type Detour = readonly string[] | undefined

export interface RecordTableOptions {
  readonly maxRecords?: number | undefined
  readonly onFull?: (() => void) | undefined
}

export function recordTable({ maxRecords = 100_000, onFull }: RecordTableOptions): MemoryTable {
  const records = new Map<string, PartitionRecord>()
  /** By home key and id: keys of reservations that are counted elsewhere than under their own. */
  const detours = new Map<string, readonly string[]>()
  let cursor = records.entries()
  let wasFull = false

  function sweep(steps: number, now: number): void {
    for (let i = 0; i < steps; i += 1) {
      const next = cursor.next()
      if (next.done === true) {
        cursor = records.entries()
        return
      }
      const [key, record] = next.value
      if (isIdle(record, now)) records.delete(key)
    }
  }

  function hasRoom(missing: number, now: number): boolean {
    if (records.size + missing > maxRecords) sweep(SWEEP_STEPS_WHEN_FULL, now)
    return records.size + missing <= maxRecords
  }

  function detour(partitions: readonly Partition[]): readonly string[] {
    if (!wasFull) onFull?.()
    wasFull = true
    return partitions.map((partition) => (records.has(partition.key) ? partition.key : overflowKey(partition)))
  }

  function detourOf(call: Named): Detour {
    return detours.size === 0 ? undefined : detours.get(nameOf(call))
  }

  function detourFor(call: Named, clock: Pick<Clock, 'now'>): Detour {
    const { partitions } = call
    const known = detourOf(call)
    if (known !== undefined || records.size + partitions.length <= maxRecords) return known
    const missing = partitions.filter(({ key }) => !records.has(key)).length
    return missing === 0 || hasRoom(missing, clock.now()) ? undefined : detour(partitions)
  }

  return {
    isLocal: true,
    get: (key) => records.get(key),
    set(key, record, now) {
      if (records.size >= SWEPT_FROM && !records.has(key)) sweep(SWEEP_STEPS, now)
      records.set(key, record)
    },
    detourFor,
    detourOf,
    leave(call) {
      detours.delete(nameOf(call))
    },
    take(call, detour) {
      if (detours.size >= MOST_DETOURS) detours.delete(detours.keys().next().value ?? '')
      detours.set(nameOf(call), detour)
    },
    clear() {
      records.clear()
      detours.clear()
    },
  }
}

/** Of a reservation: subjects may choose the same id. */
export function nameOf({ id, partitions }: Named): string {
  return `${partitions[0]?.key} ${id}`
}

/** One overflow budget a list of quotas. A key of a subject never starts with a space. */
function overflowKey({ quotas }: Partition): string {
  return ` overflow ${quotas.map((quota) => quota.counter).join(' ')}`
}
