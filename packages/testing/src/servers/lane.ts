import type { Socket } from 'node:net'
import type { Network } from './network.js'

/** What travels: bytes, or how they ended. */
export type Freight = Buffer | 'end' | 'reset'

/** One direction of a connection. */
export interface Lane {
  readonly network: Network
  readonly from: Socket
  readonly to: Socket
  /** Whether latency and dribble count: they do for replies. */
  readonly isSlow: boolean
  /** What is done with freight whose turn has come. */
  readonly arrive: (freight: Freight) => Promise<void>
}

interface Waiting {
  freight: Freight
  readonly since: number
}

/** With so many pieces waiting, no more are taken from the sender. */
const FULL = 100

/** Brings what `from` sends to its arrival, in order, when the network lets it. */
export function openLane({ network, from, to, isSlow, arrive }: Lane): void {
  const queue: Waiting[] = []
  let isBusy = false
  let movedAt = 0

  function depart(freight: Freight): void {
    queue.push({ freight, since: performance.now() })
    if (network.now.isHeld || queue.length > FULL) from.pause()
    if (!isBusy) void deliver()
  }

  async function deliver(): Promise<void> {
    isBusy = true
    for (let head = queue[0]; head !== undefined && !to.destroyed; head = queue[0]) {
      const waitMs = waitOf(head)
      if (waitMs > 0) await network.changed(waitMs)
      else await arrive(take(head))
    }
    isBusy = false
    from.resume()
  }

  function waitOf({ since }: Waiting): number {
    const { isHeld, latencyMs, dribble } = network.now
    if (isHeld) return Number.POSITIVE_INFINITY
    if (!isSlow) return 0
    return Math.max(since + latencyMs, movedAt + (dribble?.everyMs ?? 0)) - performance.now()
  }

  /** The head, or as much of it as may go now. */
  function take(head: Waiting): Freight {
    movedAt = performance.now()
    const { freight } = head
    const { dribble } = network.now
    if (!isSlow || dribble === undefined || typeof freight === 'string' || freight.length <= dribble.bytes) {
      queue.shift()
      return freight
    }
    head.freight = freight.subarray(dribble.bytes)
    return freight.subarray(0, dribble.bytes)
  }

  from.on('data', depart)
  from.on('end', () => depart('end'))
  from.on('error', () => depart('reset'))
}
