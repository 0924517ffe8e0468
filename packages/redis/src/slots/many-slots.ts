import type { PartitionRecord } from '@llm-limit/core'
import type { ScriptRunner } from '../script-runner.js'
import { type Doubts, doubts } from './doubts.js'
import { inTurn } from './in-turn.js'
import { type Leftovers, leftovers } from './leftovers.js'
import { lookAtOnce } from './looking.js'
import { type Seen, seenElsewhere } from './seen.js'
import type { Told } from './slot-asks.js'
import { type SlotScripts, slotScripts } from './slot-scripts.js'
import { inOrder, type Spread } from './slots.js'

/** What the operations on several slots share. */
export interface ManySlots {
  readonly scripts: SlotScripts
  readonly seen: Seen
  readonly doubts: Doubts
  /** Settlements that home may have done without our hearing of it. */
  readonly unanswered: Doubts
  readonly leftovers: Leftovers
  /** Operations of one id do not overtake each other. */
  readonly inTurn: ReturnType<typeof inTurn>
  /** Looks at the slots beside home. @param since The time of home, where it may be ahead of theirs. */
  look(spread: Spread, since?: number): Promise<Looked>
  /** @param since Store time is at least this. */
  told(spread: Spread, more: Pick<Told, 'token' | 'reshapes'>, since?: number, looked?: Looked): Told
  /** What nobody waits for but the next operation of the id, and `finish`. */
  later(id: string, work: Promise<unknown>): void
  finish(): Promise<void>
}

/** What was found in the slots beside home. */
export interface Looked {
  readonly now: number
  readonly records: readonly PartitionRecord[]
  readonly at: readonly number[]
}

export function manySlots(runner: ScriptRunner): ManySlots {
  const scripts = slotScripts(runner)
  const seen = seenElsewhere()
  const turns = inTurn()
  const pending = new Set<Promise<unknown>>()
  return {
    scripts,
    seen,
    doubts: doubts(),
    unanswered: doubts(),
    leftovers: leftovers(),
    inTurn: turns,
    async look({ far }, since) {
      const replies = await lookAtOnce(scripts, far, since)
      const now = Math.max(...replies.map((reply) => reply.now))
      for (const [i, group] of far.entries()) seen.noteRecords(group, replies[i]?.records ?? [], now)
      return { now, records: replies.flatMap(({ records }) => records), at: far.flatMap(({ places }) => places) }
    },
    told({ far }, more, since = 0, looked = undefined) {
      const used = inOrder(far.map((group) => ({ at: group.quotas, values: seen.used(group) })))
      const now = Math.max(since, ...far.map((group) => seen.last(group)))
      return { ...more, now, isFresh: looked !== undefined, used }
    },
    later(id, work) {
      const settled = work.catch(() => undefined).finally(() => pending.delete(settled))
      pending.add(settled)
      void turns(id, () => settled)
    },
    finish: async () => void (await Promise.all(pending)),
  }
}

/** Never 0, and short in a record. Odd for a reserve, so that home can tell whether it ever was granted. */
export function anyToken(of: 'reserve' | 'raise' | 'renew'): number {
  return 2 * (1 + Math.floor(Math.random() * (2 ** 29 - 1))) + (of === 'reserve' ? 1 : 0)
}

/** A name that nothing else has. */
export function anyName(): number {
  return Math.floor(Math.random() * 2 ** 52)
}

const TIMES = 3

/** For what may arrive twice: until it is confirmed, a few times. */
export async function confirmed<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let left = TIMES; ; left -= 1) {
    try {
      return await work()
    } catch (cause) {
      if (left === 1) throw cause
    }
  }
}
