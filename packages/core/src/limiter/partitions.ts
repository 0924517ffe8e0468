import type { Plan } from '../policy/plan.js'
import type { Partition } from '../store/store.js'
import { everyoneKey, keyOf, type SubjectIds } from './subject-keys.js'

/** Makes the partitions of a subject's call, with the calendar periods of a time. */
export type PartitionsOf = (plan: Plan, ids: SubjectIds, now: number) => readonly Partition[]

/** @param name Begins every key. */
export function partitionsUnder(name: string): PartitionsOf {
  const together = everyoneKey(name)
  return ({ lists, operation, countsEveryone }, ids, now) =>
    lists.map(({ kind, list }) => {
      const key = keyOf(kind, name, ids, operation)
      return countsEveryone ? { key, quotas: list.at(now), together } : { key, quotas: list.at(now) }
    })
}
