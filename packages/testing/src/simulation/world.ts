import type { Scenario } from './scenario/scenario.js'
import { type Timeline, timeline } from './time/timeline.js'

/** A promise that was not kept. */
export interface Violation {
  /** As in RELIABILITY.md, such as `I1`. */
  readonly invariant: string
  readonly what: string
  readonly atMs: number
}

/** What all parts of one run share. */
export interface World {
  readonly scenario: Scenario
  readonly timeline: Timeline
  /** How often each thing happened. */
  readonly counts: Map<string, number>
  readonly violation: Violation | undefined
  /** Milliseconds since the Unix epoch, by no clock in particular. */
  nowMs(): number
  count(what: string): void
  /** Adds a line to the history, where one is written. */
  tell(line: () => string): void
  /** The first one counts. */
  violate(invariant: string, what: string): void
}

export function createWorld(scenario: Scenario, history: string[] | undefined): World {
  const time = timeline()
  const counts = new Map<string, number>()
  let violation: Violation | undefined
  const sinceMs = (): string => (time.nowUs / 1000).toFixed(3).padStart(12)

  function count(what: string): void {
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }

  return {
    scenario,
    timeline: time,
    counts,
    get violation() {
      return violation
    },
    nowMs: () => scenario.startMs + Math.floor(time.nowUs / 1000),
    count,
    tell(line) {
      if (violation === undefined) history?.push(`${sinceMs()}  ${line()}`)
    },
    violate(invariant, what) {
      if (violation !== undefined) return
      violation = { invariant, what, atMs: time.nowUs / 1000 }
      history?.push(`${sinceMs()}  VIOLATION of ${invariant}: ${what}`)
    },
  }
}
