/** Something that is due in virtual time. */
export interface DueEvent {
  readonly atMs: number
  /** Given by the queue. Begins as 0. */
  order: number
  /** @returns a promise only where there is something to wait for. */
  happen(): Promise<void> | undefined
}

/** Events in order of their time; of two at once, the one added first. A binary heap. */
export class EventQueue {
  readonly #events: DueEvent[] = []
  #added = 0

  get size(): number {
    return this.#events.length
  }

  /** When the next event is due; Infinity when there is none. */
  get nextMs(): number {
    return this.#events[0]?.atMs ?? Number.POSITIVE_INFINITY
  }

  add(event: DueEvent): void {
    event.order = this.#added++
    const events = this.#events
    let at = events.length
    events.push(event)
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = events[parent]
      if (above === undefined || !isBefore(event, above)) break
      events[at] = above
      at = parent
    }
    events[at] = event
  }

  take(): DueEvent | undefined {
    const first = this.#events[0]
    const last = this.#events.pop()
    if (last !== undefined && last !== first) this.#sink(last)
    return first
  }

  #sink(event: DueEvent): void {
    const events = this.#events
    let at = 0
    for (let below = 1; below < events.length; below = 2 * at + 1) {
      const left = events[below]
      const right = events[below + 1]
      const isRight = left !== undefined && right !== undefined && isBefore(right, left)
      const child = isRight ? right : left
      if (child === undefined || !isBefore(child, event)) break
      events[at] = child
      at = isRight ? below + 1 : below
    }
    events[at] = event
  }
}

function isBefore(a: DueEvent, b: DueEvent): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
}
