import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '@llm-limit/core'
import { DEFAULT_LADDER } from '@llm-limit/core'

/** One time for an app and its model, which passes from timer to timer, and only when everything has come to rest. */
export interface Timeline {
  readonly limiterClock: Clock
  readonly modelClock: Clock
  /** Requests that wait for a timer: the delay of a rung, or the model's answer. */
  readonly resting: number
  /** Lets time pass until then, or for Infinity until nobody rests. */
  advance(toMs: number, isStill: () => boolean): Promise<void>
  still(isStill: () => boolean): Promise<void>
}

interface Timer {
  readonly dueMs: number
  readonly isRest: boolean
  readonly fire: () => void
}

/** Sockets take part: so many turns of the event loop are enough for any of them. */
const MOST_TURNS = 1_000_000
const RUNG_DELAYS = DEFAULT_LADDER.flatMap(({ delayMs }) => delayMs ?? [])

export function timeline(startMs: number): Timeline {
  const timers = new Set<Timer>()
  let now = startMs

  function clock(isRest: (delayMs: number) => boolean): Clock {
    return {
      now: () => now,
      setTimer(fire, delayMs) {
        const timer = { dueMs: now + delayMs, isRest: isRest(delayMs), fire }
        timers.add(timer)
        return () => void timers.delete(timer)
      },
    }
  }

  function next(): Timer | undefined {
    let first: Timer | undefined
    for (const timer of timers) if (first === undefined || timer.dueMs < first.dueMs) first = timer
    return first
  }

  const resting = (): number => [...timers].filter(({ isRest }) => isRest).length

  async function still(isStill: () => boolean): Promise<void> {
    for (let turn = 0; !isStill(); turn += 1) {
      if (turn === MOST_TURNS) throw new Error('It does not come to rest.')
      await nextTurn()
    }
  }

  return {
    limiterClock: clock((delayMs) => RUNG_DELAYS.includes(delayMs)),
    modelClock: clock(() => true),
    get resting() {
      return resting()
    },
    still,
    async advance(toMs, isStill) {
      for (let timer = next(); timer !== undefined && timer.dueMs <= toMs; timer = next()) {
        if (toMs === Number.POSITIVE_INFINITY && resting() === 0) return
        timers.delete(timer)
        now = Math.max(now, timer.dueMs)
        timer.fire()
        await still(isStill)
      }
      if (Number.isFinite(toMs)) now = Math.max(now, toMs)
    },
  }
}
