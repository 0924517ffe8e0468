import { connect, type Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { type Freight, openLane } from './lane.js'
import type { Network, ReplyDrop } from './network.js'

/** A connection of a client, with the one to the server behind it. */
export interface ProxiedConnection {
  /** Whether a reply was swallowed: the client hears nothing more of the server. */
  readonly isDeaf: boolean
  /** Resets the client's connection; the server executes what it got. */
  cut(): void
}

/** What a connection goes through, and to. */
export interface Way {
  readonly network: Network
  readonly target: { readonly host: string; readonly port: number }
  /** Hears of a reply that is swallowed. */
  readonly onDrop: () => void
}

/** Connects a client with the server. */
export function proxiedConnection(client: Socket, { network, target, onDrop }: Way): ProxiedConnection {
  const server = connect({ ...target, allowHalfOpen: true, noDelay: true })
  let isDeaf = false
  let asked: ReplyDrop | undefined

  function cut(): void {
    client.resetAndDestroy()
    server.destroy()
  }

  async function request(freight: Freight): Promise<void> {
    const { drop } = network.now
    if (typeof freight === 'object' && drop?.to !== undefined && freight.includes(drop.to)) asked = drop
    await passOn(server, freight)
    // The end of the server's side would never come.
    if (isDeaf && freight === 'end') client.destroy()
  }

  async function reply(freight: Freight): Promise<void> {
    const { drop, bytesToCut } = network.now
    if (isDeaf) return
    if (typeof freight === 'string') return passOn(client, freight)
    if (drop !== undefined && (drop.to === undefined || drop === asked)) return swallow(drop)
    network.now.bytesToCut -= freight.length
    await passOn(client, freight.subarray(0, bytesToCut))
    if (freight.length < bytesToCut) return
    network.now.bytesToCut = Number.POSITIVE_INFINITY
    await untilRead()
    cut()
  }

  function swallow(drop: ReplyDrop): void {
    isDeaf = true
    drop.left -= 1
    if (drop.left === 0) network.now.drop = undefined
    onDrop()
    if (drop.thenCut) cut()
  }

  openLane({ network, from: client, to: server, isSlow: false, arrive: request })
  openLane({ network, from: server, to: client, isSlow: true, arrive: reply })
  return {
    get isDeaf() {
      return isDeaf
    },
    cut,
  }
}

/** Lets the client read: Node reports a reset that it finds together with bytes as an orderly end. */
async function untilRead(): Promise<void> {
  await sleep(1)
  await nextTurn()
}

/** Settles when the system has taken the bytes, or the receiver is gone. */
async function passOn(to: Socket, freight: Freight): Promise<void> {
  if (freight === 'reset') to.resetAndDestroy()
  else if (freight === 'end') to.end()
  else if (freight.length > 0) await new Promise<void>((resolve) => to.write(freight, () => resolve()))
}
