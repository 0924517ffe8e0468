import type { Clock } from '@llm-limit/core'
import { type DueEvent, EventQueue } from './event-queue.js'

/** Time that passes from event to event, as fast as they can be computed. */
export interface VirtualTime {
  readonly clock: Clock
  readonly now: number
  schedule(event: DueEvent): void
  /** Lets time pass: each event that falls due happens at its own moment. A promise only while one has to be waited for. */
  advance(toMs: number): Promise<void> | undefined
  /** Lets all happen that is still to come. */
  finish(): Promise<void>
}

export function virtualTime(startMs: number): VirtualTime {
  const events = new EventQueue()
  /** Timers of the engine alone keep nothing going. */
  let timers = 0
  let now = startMs

  function advance(toMs: number): Promise<void> | undefined {
    while (events.nextMs <= toMs) {
      const happening = next()
      if (happening !== undefined) return happening.then(() => advance(toMs))
    }
    now = Math.max(now, toMs)
    return undefined
  }

  function next(): Promise<void> | undefined {
    const event = events.take()
    if (event === undefined) return undefined
    now = Math.max(now, event.atMs)
    return event.happen()
  }

  function setTimer(fire: () => void, delayMs: number): () => void {
    let isSet = true
    timers += 1
    function happen(): undefined {
      if (!isSet) return undefined
      isSet = false
      timers -= 1
      fire()
      return undefined
    }
    events.add({ atMs: now + Math.max(0, delayMs), order: 0, happen })
    return () => {
      if (isSet) timers -= 1
      isSet = false
    }
  }

  return {
    clock: { now: () => now, setTimer },
    get now() {
      return now
    },
    schedule: (event) => events.add(event),
    advance,
    async finish() {
      while (events.size > timers) await next()
    },
  }
}
