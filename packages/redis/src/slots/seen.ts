import { type PartitionRecord, usedIn } from '@llm-limit/core'
import type { Group } from './slots.js'

/** Partitions remembered; beyond, the one that was seen longest ago is forgotten. */
const MOST_SEEN = 10_000

/** What a process has last heard of partitions that lie in other slots than the home of a call. One reply old, and never decisive. */
export interface Seen {
  /** When any of them was last written, as far as is known. */
  last(group: Group): number
  /** Units used of each quota of the group; 0 where nothing is known. */
  used(group: Group): readonly number[]
  /** Whether they have to be looked at before home decides: not known, or so full that they mattered last time. */
  isTight(group: Group): boolean
  /** @param used Of all quotas of the call. */
  note(group: Group, used: readonly number[], now: number): void
  noteRecords(group: Group, records: readonly PartitionRecord[], now: number): readonly number[]
  noteTight(group: Group, isTight: boolean): void
  noteTime(group: Group, last: number): void
  /** Nothing is known any more: an answer was lost. */
  forget(group: Group): void
}

interface Entry {
  last: number
  /** By counter. */
  readonly used: Map<string, number>
  isTight: boolean
}

export function seenElsewhere(): Seen {
  const entries = new Map<string, Entry>()

  function entryOf(key: string): Entry {
    const entry = entries.get(key) ?? { last: 0, used: new Map(), isTight: false }
    entries.delete(key)
    entries.set(key, entry)
    const [oldest] = entries.keys()
    if (entries.size > MOST_SEEN && oldest !== undefined) entries.delete(oldest)
    return entry
  }

  function note({ partitions }: Group, used: readonly number[], last: (place: number) => number): void {
    let index = 0
    partitions.forEach(({ key, quotas }, place) => {
      const entry = entryOf(key)
      entry.last = Math.max(entry.last, last(place))
      for (const [i, { counter }] of quotas.entries()) entry.used.set(counter, used[index + i] ?? 0)
      index += quotas.length
    })
  }

  return {
    last: ({ partitions }) => Math.max(0, ...partitions.map(({ key }) => entries.get(key)?.last ?? 0)),
    used: ({ partitions }) =>
      partitions.flatMap(({ key, quotas }) => quotas.map(({ counter }) => entries.get(key)?.used.get(counter) ?? 0)),
    isTight({ partitions }) {
      return partitions.some(({ key, quotas }) => {
        const entry = entries.get(key)
        return entry === undefined || entry.isTight || quotas.some(({ counter }) => !entry.used.has(counter))
      })
    },
    note(group, used, now) {
      const own = group.quotas.map((index) => used[index] ?? 0)
      note(group, own, () => now)
    },
    noteRecords(group, records, now) {
      const used = usedIn(records, group.partitions, now)
      note(group, used, (place) => records[place]?.state[0] ?? 0)
      return used
    },
    noteTight({ partitions }, isTight) {
      for (const { key } of partitions) entryOf(key).isTight = isTight
    },
    noteTime({ partitions }, last) {
      for (const { key } of partitions) entryOf(key).last = Math.max(entryOf(key).last, last)
    },
    forget({ partitions }) {
      for (const { key } of partitions) entries.delete(key)
    },
  }
}
