import { usedIn } from '@llm-limit/core'
import type { AppNode } from '../app/app-node.js'
import { periodAt } from '../ledger/counter.js'
import { idOf, type Operation, partitionsOf, type Reply } from '../server/operation.js'
import type { Write } from '../server/simulated-server.js'

/** What each process last heard of the use of each calendar counter, and what it has handed over of its own admissions. */
export interface Heard {
  note(node: AppNode, operation: Operation, reply: Reply, write: Write | undefined, isInTime: boolean): void
  /** What time the store has, as far as a process can tell: its own time where it has heard nothing. */
  storeMs(node: AppNode): number
  /** 0 for a period of which it has heard nothing. */
  usedOf(node: AppNode, key: string, counter: string, period: number): number
  postedBy(node: AppNode, key: string, counter: string, period: number): number
}

export function createHeard(): Heard {
  const used = new Map<string, number>()
  const posted = new Map<string, number>()
  /** By id: a settlement may be told twice, and corrected. */
  const charged = new Map<string, readonly number[]>()
  const aheadBy = new Map<AppNode, number>()

  function eachCalendar(
    node: AppNode,
    operation: Operation,
    now: number,
    visit: (name: string, index: number) => void,
  ): void {
    let index = 0
    for (const { key, quotas } of partitionsOf(operation)) {
      for (const { aging, counter } of quotas) {
        if (aging.algorithm === 'calendar')
          visit(nameOf(node, key, counter, periodAt(aging.boundaries, now) ?? 0), index)
        index += 1
      }
    }
  }

  return {
    note(node, operation, reply, write, isInTime) {
      if (!('now' in reply)) return
      if (isInTime) aheadBy.set(node, reply.now - node.clock.now())
      const amounts = usedBy(operation, reply)
      if (amounts !== undefined)
        eachCalendar(node, operation, reply.now, (name, i) => {
          const units = amounts[i] ?? 0
          // What comes late the limiter may have stopped waiting for.
          used.set(name, isInTime ? units : Math.min(units, used.get(name) ?? 0))
        })
      if (operation.do !== 'settle' || write === undefined || !idOf(operation).startsWith('post-')) return
      const { charges } = operation.settlement
      const before = charged.get(idOf(operation)) ?? []
      charged.set(idOf(operation), charges)
      eachCalendar(node, operation, reply.now, (name, i) =>
        posted.set(name, (posted.get(name) ?? 0) + (charges[i] ?? 0) - (before[i] ?? 0)),
      )
    },
    storeMs: (node) => node.clock.now() + (aheadBy.get(node) ?? 0),
    usedOf: (node, key, counter, period) => used.get(nameOf(node, key, counter, period)) ?? 0,
    postedBy: (node, key, counter, period) => posted.get(nameOf(node, key, counter, period)) ?? 0,
  }
}

function nameOf({ index, life }: AppNode, key: string, counter: string, period: number): string {
  return `${index} ${life} ${key} ${counter} ${period}`
}

function usedBy(operation: Operation, reply: Reply): readonly number[] | undefined {
  if (reply.kind === 'granted' || reply.kind === 'renewed') return reply.used
  if (reply.kind !== 'refused' && reply.kind !== 'seen') return undefined
  return usedIn(reply.records, partitionsOf(operation), reply.now)
}
