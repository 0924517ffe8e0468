import type { World } from '../world.js'
import { type Host, hostOf } from './host.js'
import { type MakeStore, type SimulatedServer, simulatedServer, type Write } from './simulated-server.js'

/** What a counter had when its record was evicted. */
export interface Forgotten {
  readonly key: string
  readonly counter: string
  readonly used: number
}

/** The servers that processes know as their store: one, or for a while two that both take themselves for it. */
export interface Deployment {
  /** Where a process sends to. */
  hostFor(node: number): Host
  readonly primary: Host
  /** All servers that can be reached now. */
  servers(): readonly SimulatedServer[]
  freeze(): void
  thaw(): void
  refuse(isRefusing: boolean): void
  goDown(isSilent: boolean): void
  /** Back again, or another in its place: without the last `lost` writes, with a clock of its own. */
  comeBack(lost: number, offsetMs?: number): void
  split(lost: number, stay: readonly number[]): void
  heal(): void
  flush(): void
  /** A full cache drops one of the records. */
  evict(record: number): void
  readonly forgotten: readonly Forgotten[]
  /** Writes that no server has any more, and while there are two primaries those that one of them does not have. */
  missing(): readonly Write[]
  /** Whether anything was lost for good. */
  readonly hasLost: boolean
}

export interface DeploymentOptions {
  readonly world: World
  readonly makeStore: MakeStore
  /** The writes of a server that was cut off after `fork` of them are about to go. */
  readonly whenSplitEnds: (old: SimulatedServer, fork: number) => void
}

export function deploymentOf({ world, makeStore, whenSplitEnds }: DeploymentOptions): Deployment {
  let primary = hostOf(world, simulatedServer(world, makeStore, 0))
  let old: { readonly host: Host; readonly stay: readonly number[]; readonly fork: number } | undefined
  const lost: Write[] = []
  const forgotten: Forgotten[] = []

  function lose(writes: readonly Write[]): void {
    for (const write of writes) {
      write.isLost = true
      lost.push(write)
      world.count(write.isAcknowledged ? `lost ${write.operation.do}` : 'lost unacknowledged')
    }
  }

  /** What a copy has that is `missing` writes behind. */
  function copyOf(server: SimulatedServer, missing: number, offsetMs: number): SimulatedServer {
    return server.restored(Math.max(0, server.log.length - missing), offsetMs)
  }

  function heal(): void {
    if (old === undefined) return
    const { host, fork } = old
    old = undefined
    // What an evicted record held comes back with every renewal.
    if (forgotten.length === 0) whenSplitEnds(host.server, fork)
    host.state = 'demoted'
    lose(host.server.log.slice(fork))
  }

  function evict(record: number): void {
    const { server } = primary
    const all = [...server.known.values()]
    const partition = all[record % Math.max(1, all.length)]
    if (partition === undefined) return
    const used = server.usedByLedger([partition])
    for (const [i, { counter }] of partition.quotas.entries())
      forgotten.push({ key: partition.key, counter, used: used[i] ?? 0 })
    server.evict(partition.key)
    world.tell(() => `${partition.key} is evicted`)
  }

  return {
    forgotten,
    missing: () =>
      old === undefined
        ? lost
        : [...lost, ...old.host.server.log.slice(old.fork), ...primary.server.log.slice(old.fork)],
    get hasLost() {
      return lost.length + forgotten.length > 0
    },
    evict,
    get primary() {
      return primary
    },
    hostFor: (node) => (old?.stay.includes(node) === true ? old.host : primary),
    servers: () => (old === undefined ? [primary.server] : [primary.server, old.host.server]),
    freeze() {
      if (primary.state === 'up') primary.state = 'frozen'
    },
    thaw() {
      if (primary.state === 'frozen') primary.thaw()
    },
    refuse(isRefusing) {
      if (primary.state === (isRefusing ? 'up' : 'refusing')) primary.state = isRefusing ? 'refusing' : 'up'
    },
    goDown(isSilent) {
      heal()
      primary.state = isSilent ? 'silent' : 'down'
    },
    comeBack(missing, offsetMs) {
      const { server } = primary
      if (missing === 0 && offsetMs === undefined) {
        primary.state = 'up'
        primary.scripts.clear()
        return
      }
      const next = copyOf(server, missing, offsetMs ?? server.offsetMs)
      lose(server.log.slice(next.log.length))
      primary.state = 'demoted'
      primary = hostOf(world, next)
    },
    split(missing, stay) {
      heal()
      const { server } = primary
      const next = copyOf(server, missing, server.offsetMs)
      old = { host: primary, stay, fork: next.log.length }
      primary = hostOf(world, next)
    },
    heal,
    flush() {
      primary.scripts.clear()
    },
  }
}
