import {
  type ChaosProxy,
  type RedisCluster,
  type RedisClusterOptions,
  type RedisOptions,
  type RedisSentinel,
  type RedisSentinelOptions,
  type RedisServer,
  startChaosProxy,
  startRedis,
  startRedisCluster,
  startRedisSentinel,
} from '@llm-limit/testing/servers'
import type { Target } from './app/settings.js'

/** Servers that apps spend from. */
export interface Place<Servers> {
  readonly servers: Servers
  /** What the app of this number connects to. */
  target(app: number): Target
  /** What the books are read from: past every proxy and sentinel. */
  direct(): Promise<Target>
  /** Those that hold keys now. */
  masters(): Promise<readonly RedisServer[]>
  stop(): Promise<void>
}

export type StartPlace<Servers> = () => Promise<Place<Servers>>

/** The settings that the guide recommends for budgets. */
export const DURABLE: RedisOptions = {
  appendOnly: true,
  config: { appendfsync: 'everysec', 'maxmemory-policy': 'noeviction' },
}
const GUARDED = { ...DURABLE.config, 'min-replicas-to-write': 1, 'min-replicas-max-lag': 2 }

export function single(options: RedisOptions = DURABLE): StartPlace<RedisServer> {
  return async () => {
    const servers = await startRedis(options)
    const target = { kind: 'single', url: servers.url } as const
    return {
      servers,
      target: () => target,
      direct: async () => target,
      masters: async () => [servers],
      stop: servers.stop,
    }
  }
}

export interface Proxied {
  readonly redis: RedisServer
  readonly proxy: ChaosProxy
}

/** A Redis behind a proxy; `isDirect` says which apps go past it. */
export function proxied(isDirect: (app: number) => boolean = () => false): StartPlace<Proxied> {
  return async () => {
    const redis = await startRedis(DURABLE)
    const proxy = await startChaosProxy(redis)
    const direct = { kind: 'single', url: redis.url } as const
    const behind = { kind: 'single', url: proxy.url } as const
    return {
      servers: { redis, proxy },
      target: (app) => (isDirect(app) ? direct : behind),
      direct: async () => direct,
      masters: async () => [redis],
      async stop() {
        await proxy.stop()
        await redis.stop()
      },
    }
  }
}

export function sentinel(options: RedisSentinelOptions = {}): StartPlace<RedisSentinel> {
  return async () => {
    const servers = await startRedisSentinel({ appendOnly: true, config: GUARDED, pace: 'real', ...options })
    const target = {
      kind: 'sentinel',
      name: servers.name,
      sentinels: servers.sentinels.map(({ host, port }) => ({ host, port })),
    } as const
    return {
      servers,
      target: () => target,
      direct: async () => ({ kind: 'single', url: (await servers.currentPrimary()).url }),
      masters: async () => [await servers.currentPrimary()],
      stop: servers.stop,
    }
  }
}

export function cluster(options: RedisClusterOptions = {}): StartPlace<RedisCluster> {
  return async () => {
    const servers = await startRedisCluster({ ...DURABLE, masters: 3, replicas: 1, ...options })
    const nodes = servers.nodes.map(({ host, port }) => ({ host, port }))
    const target = { kind: 'cluster', nodes } as const
    return {
      servers,
      target: () => target,
      direct: async () => target,
      masters: () => mastersOf(servers),
      stop: servers.stop,
    }
  }
}

async function mastersOf({ nodes }: RedisCluster): Promise<RedisServer[]> {
  const roles = await Promise.all(nodes.map((node) => node.command('ROLE').catch(() => [])))
  return nodes.filter((_, i) => (roles[i] as unknown[])[0] === 'master')
}

export interface Pair {
  readonly first: RedisServer
  readonly second: RedisServer
}

/** A primary and its replica, without anyone to watch them; apps know the first one only. */
export function pair(): StartPlace<Pair> {
  return async () => {
    const first = await startRedis(DURABLE)
    const replicaof = `${first.host} ${first.port}`
    const second = await startRedis({ ...DURABLE, config: { ...DURABLE.config, replicaof } })
    const target = { kind: 'single', url: first.url } as const
    return {
      servers: { first, second },
      target: () => target,
      direct: async () => target,
      masters: async () => [first],
      async stop() {
        await Promise.all([first.stop(), second.stop()])
      },
    }
  }
}
