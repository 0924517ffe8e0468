import { type Clock, steadyMs } from '../clock.js'
import { sharedTimer } from '../shared-timer.js'
import type { Estimate } from './estimate.js'
import { addKnowledge, type Knowledge, noKnowledge } from './knowledge.js'
import { knowledgeIn, textOf } from './knowledge-text.js'
import type { Records } from './records.js'

const EVERY_MS = 10_000
/** Waited for one answer: no request waits with it. */
const DEADLINE_MS = 1_000
const KEPT_MS = 30 * 24 * 3_600_000
/** Others write too; who loses so often tries again in the next round. */
const ATTEMPTS = 3

/** Carries what estimates learn to other processes and back, beside the requests. */
export interface Sharing {
  /** Reads what others know of a new one. */
  join(key: string, estimate: Estimate): void
  /** It has learned something. */
  changed(key: string, estimate: Estimate): void
  /** Hands on what is new, and stops. */
  close(): Promise<void>
}

export interface SharingOptions {
  readonly records: Records
  readonly clock: Clock
  /** At most once a round. */
  readonly onFailure: (cause: unknown) => void
}

export function sharing({ records, clock, onFailure }: SharingOptions): Sharing {
  const waiting = new Map<string, Estimate>()
  const timer = sharedTimer(clock, () => {
    round = share()
  })
  let round: Promise<void> | undefined
  let toldAt: number | undefined

  /** One after the other: nobody is in a hurry. What fails waits for the next round. */
  async function share(): Promise<void> {
    for (const [key, estimate] of [...waiting]) {
      waiting.delete(key)
      const isShared = await merge(key, estimate).catch(failed)
      if (isShared !== true) waiting.set(key, estimate)
      if (isShared === undefined) break
    }
    if (waiting.size > 0) timer.set(EVERY_MS)
  }

  /** @returns false when others were always faster. */
  async function merge(key: string, estimate: Estimate): Promise<boolean> {
    const fresh = estimate.takeFresh()
    if (fresh === undefined) return true
    try {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const { known, version } = await read(key)
        addKnowledge(known, fresh)
        if (!(await inTime(records.compareAndSet(key, textOf(known), version, KEPT_MS)))) continue
        estimate.adopt(known)
        return true
      }
    } catch (cause) {
      estimate.giveBack(fresh)
      throw cause
    }
    estimate.giveBack(fresh)
    return false
  }

  async function read(key: string): Promise<{ readonly known: Knowledge; readonly version: number }> {
    const stored = await inTime(records.get(key))
    const known = (stored === undefined ? undefined : knowledgeIn(stored.value)) ?? noKnowledge(0)
    return { known, version: stored?.version ?? 0 }
  }

  function inTime<Reply>(answer: Promise<Reply>): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const late = new RangeError(`The records did not answer within ${DEADLINE_MS} ms.`)
      const stop = clock.setTimer(() => reject(late), DEADLINE_MS)
      answer.then(resolve, reject).finally(stop)
    })
  }

  function failed(cause: unknown): undefined {
    const now = steadyMs(clock)
    if (toldAt !== undefined && now - toldAt < EVERY_MS) return
    toldAt = now
    onFailure(cause)
  }

  async function adopt(key: string, estimate: Estimate): Promise<void> {
    const { known } = await read(key)
    estimate.adopt(known)
  }

  return {
    join: (key, estimate) => void adopt(key, estimate).catch(failed),
    changed(key, estimate) {
      waiting.set(key, estimate)
      timer.set(EVERY_MS)
    },
    async close() {
      await round
      timer.cancel()
      await share()
      timer.cancel()
    },
  }
}
