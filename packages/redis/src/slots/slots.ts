import type { Partition } from '@llm-limit/core'

/** Partitions of a call that lie in one slot of a cluster: one script reaches them all. */
export interface Group {
  readonly partitions: readonly Partition[]
  /** Where they stand among the partitions of the call. */
  readonly places: readonly number[]
  /** Where their quotas stand among all quotas of the call. */
  readonly quotas: readonly number[]
}

/** A call whose partitions lie in several slots. */
export interface Spread {
  readonly partitions: readonly Partition[]
  /** Count of quotas. */
  readonly count: number
  /** The partitions in the slot of the first one, which keeps leases, marks, rung and repeats. */
  readonly home: Group
  /** The others follow it, slot by slot, in the order of the call. */
  readonly far: readonly Group[]
}

/** `undefined` when all partitions lie in one slot. */
export function spreadOf(partitions: readonly Partition[]): Spread | undefined {
  if (partitions.length < 2) return undefined
  const tags = partitions.map(({ key }) => hashTag(key))
  if (tags.every((tag) => tag === tags[0])) return undefined
  const [home, ...far] = [...new Set(tags)].map((tag) => groupOf(partitions, (place) => tags[place] === tag))
  if (home === undefined) return undefined
  return { partitions, count: firstQuota(partitions, partitions.length), home, far }
}

/** All slots of a call, also of one that lies in one slot. */
export function groupsOf(partitions: readonly Partition[]): readonly Group[] {
  const spread = spreadOf(partitions)
  return spread === undefined ? [groupOf(partitions, () => true)] : [spread.home, ...spread.far]
}

/**
 * What Redis Cluster hashes of a key: the text in its first braces, or all of it when there is none.
 * https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags
 */
export function hashTag(key: string): string {
  const open = key.indexOf('{')
  const close = open < 0 ? -1 : key.indexOf('}', open + 1)
  return close > open + 1 ? key.slice(open + 1, close) : key
}

/** Puts what each group has of its own partitions, or of its own quotas, in the order of the call. */
export function inOrder<Each>(
  lists: readonly { readonly at: readonly number[]; readonly values: readonly Each[] }[],
): Each[] {
  const merged: Each[] = []
  for (const { at, values } of lists)
    at.forEach((index, i) => {
      const value = values[i]
      if (value !== undefined) merged[index] = value
    })
  return merged
}

function groupOf(partitions: readonly Partition[], has: (place: number) => boolean): Group {
  const places = [...partitions.keys()].filter(has)
  const quotas = places.flatMap((place) => {
    const first = firstQuota(partitions, place)
    return (partitions[place]?.quotas ?? []).map((_, i) => first + i)
  })
  return { partitions: partitions.filter((_, place) => has(place)), places, quotas }
}

function firstQuota(partitions: readonly Partition[], place: number): number {
  let count = 0
  for (let p = 0; p < place; p += 1) count += partitions[p]?.quotas.length ?? 0
  return count
}
