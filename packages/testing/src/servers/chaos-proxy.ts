import type { Socket } from 'node:net'
import { doorAt } from './door.js'
import { flapper } from './flapper.js'
import { onFreePort } from './free-port.js'
import { type Dribble, PLAIN, plainNetwork } from './network.js'
import { type ProxiedConnection, proxiedConnection } from './proxied-connection.js'

/** The server behind a proxy: a `RedisServer`, or any other that speaks TCP. */
export interface ProxyTarget {
  /** Default 127.0.0.1. */
  readonly host?: string | undefined
  readonly port: number
  /** The url of the proxy is this one with another port. Default `redis://`. */
  readonly url?: string | undefined
}

/** Which replies are lost, and how. */
export interface DropOptions {
  /** Only replies to requests with this text in them, as `EVALSHA`: clients also ask for things of their own. */
  readonly to?: string | undefined
  /** Whether the connection is reset at once, instead of falling silent. Default false. */
  readonly thenCut?: boolean | undefined
}

/**
 * A TCP proxy on loopback that passes everything on, until it is told to hurt. Each fault is for open and for new connections
 * alike, until `reset`; several add up.
 */
export interface ChaosProxy extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** For clients, in place of the server's. */
  readonly url: string
  /** Open connections. */
  readonly connections: number
  /** Replies that `dropReply` has swallowed so far. */
  readonly dropped: number
  /** Nothing passes in either direction; nothing is lost. */
  hold(): void
  /** Ends `hold`: what was held arrives, in order. */
  release(): void
  /** Each reply takes `ms` longer. */
  latency(ms: number): void
  /** Replies arrive in pieces of so many bytes, so long apart. */
  dribble(pieces: Dribble): void
  /** The next `bytes` bytes of replies arrive, counted over all connections; then the connection is reset, once. */
  cutAfter(bytes: number): void
  /**
   * The next replies are lost, default one: the server has executed, and the client does not hear of it. As TCP knows no gap,
   * nothing more of the server arrives on such a connection. It stays open, until `cut`.
   */
  dropReply(replies?: number, options?: DropOptions): void
  /** Resets every open connection. */
  cut(): void
  /** New connections are refused; open ones go on. */
  refuse(): Promise<void>
  /** Ends `refuse`. */
  accept(): Promise<void>
  /** Goes down (`refuse` and `cut`) and up in turn, for `everyMs` each; down first. */
  flap(everyMs: number): void
  /** Only passes on again. Connections stay, but for those that lost a reply. */
  reset(): Promise<void>
  /** Ends every connection. */
  stop(): Promise<void>
}

/** Starts a proxy on a free port of 127.0.0.1. The server need not run. */
export async function startChaosProxy({ host = '127.0.0.1', port, url }: ProxyTarget): Promise<ChaosProxy> {
  const network = plainNetwork()
  const open = new Set<ProxiedConnection>()
  let dropped = 0
  const onDrop = (): void => {
    dropped += 1
  }

  function enter(client: Socket): void {
    const connection = proxiedConnection(client, { network, target: { host, port }, onDrop })
    open.add(connection)
    client.once('close', () => open.delete(connection))
  }

  function cut(): void {
    for (const connection of open) connection.cut()
  }

  const door = await onFreePort((free) => doorAt(free, enter))
  const flapping = flapper(door, cut)

  async function reset(): Promise<void> {
    flapping.stop()
    network.change(PLAIN)
    for (const connection of open) if (connection.isDeaf) connection.cut()
    await door.open()
  }

  async function stop(): Promise<void> {
    flapping.stop()
    await door.close()
    cut()
    network.change(PLAIN)
  }

  return {
    host: '127.0.0.1',
    port: door.port,
    url: withPort(url ?? 'redis://127.0.0.1', door.port),
    get connections() {
      return open.size
    },
    get dropped() {
      return dropped
    },
    hold: () => network.change({ isHeld: true }),
    release: () => network.change({ isHeld: false }),
    latency: (latencyMs) => network.change({ latencyMs }),
    dribble: (dribble) => network.change({ dribble }),
    cutAfter: (bytesToCut) => network.change({ bytesToCut }),
    dropReply: (left = 1, { to, thenCut = false } = {}) => network.change({ drop: { left, to, thenCut } }),
    cut,
    refuse: door.close,
    accept: door.open,
    flap: flapping.start,
    reset,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function withPort(url: string, port: number): string {
  const changed = new URL(url)
  changed.hostname = '127.0.0.1'
  changed.port = String(port)
  return changed.href
}
