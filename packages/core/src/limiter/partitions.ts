import type { Plan } from '../policy/plan.js'
import type { Partition } from '../store/store.js'
import { keyOf, type SubjectIds } from './subject-keys.js'

/** Makes the partitions of a subject's call, with the calendar periods of a time. */
export type PartitionsOf = (plan: Plan, ids: SubjectIds, now: number) => readonly Partition[]

/** @param name Begins every key. */
export function partitionsUnder(name: string): PartitionsOf {
  return (plan, ids, now) =>
    plan.lists.map(({ kind, list }) => ({ key: keyOf(kind, name, ids, plan.operation), quotas: list.at(now) }))
}
