/** Whose event it is: it waits while the owner is paused, and is dropped once the owner is gone. */
export interface Owner {
  readonly isGone: boolean
  readonly pausedUntilUs: number
}

/** Virtual time in microseconds, with what is to happen in it. Of two events at one instant the one planned first comes first. */
export interface Timeline {
  readonly nowUs: number
  /** @returns a function that cancels it. */
  after(delayUs: number, run: () => void, owner?: Owner): () => void
  /** The same for what settles no promise: nothing has to go on after it. */
  quietlyAfter(delayUs: number, run: () => void): void
  /** Runs what comes next up to `untilUs`, as far as promises may go on; when there is nothing, time goes on to there. */
  runNext(untilUs: number): boolean
}

interface Event {
  readonly atUs: number
  readonly order: number
  readonly owner: Owner | undefined
  readonly isQuiet: boolean
  run: (() => void) | undefined
}

export function timeline(): Timeline {
  const heap: Event[] = []
  let nowUs = 0
  let planned = 0

  function push(event: Event): void {
    let at = heap.length
    heap.push(event)
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || isSooner(parent, event)) break
      heap[at] = parent
      at = above
    }
    heap[at] = event
  }

  function pop(): void {
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let at = 0
    for (let below = 1; below < heap.length; below = 2 * at + 1) {
      const [left, right] = [heap[below], heap[below + 1]]
      const isRight = right !== undefined && left !== undefined && isSooner(right, left)
      const child = isRight ? right : left
      if (child === undefined || isSooner(last, child)) break
      heap[at] = child
      at = isRight ? below + 1 : below
    }
    heap[at] = last
  }

  function plan(delayUs: number, run: () => void, owner: Owner | undefined, isQuiet: boolean): Event {
    const event = { atUs: nowUs + Math.max(0, Math.round(delayUs)), order: planned, owner, isQuiet, run }
    planned += 1
    push(event)
    return event
  }

  return {
    get nowUs() {
      return nowUs
    },
    after(delayUs, run, owner) {
      const event = plan(delayUs, run, owner, false)
      return () => {
        event.run = undefined
      }
    },
    quietlyAfter(delayUs, run) {
      plan(delayUs, run, undefined, true)
    },
    runNext(untilUs) {
      for (let next = heap[0]; next !== undefined && next.atUs <= untilUs; next = heap[0]) {
        pop()
        const { run, owner } = next
        if (run === undefined || owner?.isGone === true) continue
        if (owner !== undefined && owner.pausedUntilUs > next.atUs) {
          push({ ...next, atUs: owner.pausedUntilUs, run: () => next.run?.() })
          continue
        }
        nowUs = next.atUs
        next.run = undefined
        run()
        if (!next.isQuiet) return true
      }
      nowUs = Math.max(nowUs, untilUs)
      return false
    },
  }
}

function isSooner(a: Event, b: Event): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.order < b.order)
}
