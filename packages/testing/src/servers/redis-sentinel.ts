import type { RedisConfig } from './redis-config.js'
import { isLinked } from './redis-info.js'
import { type RedisServer, startRedis } from './redis-server.js'
import { knowsAll, primaryPortOf } from './sentinel-view.js'
import { ofServers } from './server-group.js'
import { type SentinelPace, setPace, startSentinel } from './start-sentinel.js'
import { untilEach } from './until.js'

/** What is started under the watch of sentinels. */
export interface RedisSentinelOptions {
  /** Default 2. */
  readonly replicas?: number | undefined
  /** Default 3. More than half of them must agree on a failover: the quorum of three is 2. */
  readonly sentinels?: number | undefined
  /** What clients ask the sentinels for. Default `mymaster`. */
  readonly name?: string | undefined
  /** After so long without an answer, a server counts as down. Default 500. */
  readonly downAfterMs?: number | undefined
  /**
   * How often sentinels look and talk: `brisk`, the default, five times a second, or `real`, as they do in production. The brisk
   * demote a primary that comes back within 1 s; until the real ones do it takes 8 s, and so long there are two.
   */
  readonly pace?: SentinelPace | undefined
  /** Whether writes outlive a process. Default false. */
  readonly appendOnly?: boolean | undefined
  /** Further directives for the primary and the replicas. */
  readonly config?: RedisConfig | undefined
}

/** A primary with replicas, and sentinels that replace it when it fails. */
export interface RedisSentinel extends AsyncDisposable {
  /** What clients ask the sentinels for. */
  readonly name: string
  /** Clients want their `host` and `port`. */
  readonly sentinels: readonly RedisServer[]
  /** The server that was the primary at the start; a failover changes it. */
  readonly primary: RedisServer
  /** The servers that were replicas at the start. */
  readonly replicas: readonly RedisServer[]
  /** The server that is the primary now, as the first sentinel sees it that answers. */
  currentPrimary(): Promise<RedisServer>
  /** Ends every server and sentinel. */
  stop(): Promise<void>
}

/** Starts servers and sentinels; settles when the replicas follow and each sentinel knows all others, after about 0.4 s. */
export function startRedisSentinel(options: RedisSentinelOptions = {}): Promise<RedisSentinel> {
  const { replicas: followers = 2, sentinels: watchers = 3, name = 'mymaster', downAfterMs = 500 } = options
  const { pace = 'brisk', appendOnly, config } = options
  return ofServers(async (group) => {
    const primary = await group.one(() => startRedis({ appendOnly, config }))
    const following = { ...config, replicaof: `${primary.host} ${primary.port}` }
    const replicas = await group.many(followers, () => startRedis({ appendOnly, config: following }))
    await untilEach(replicas, 'a replica follows the primary', isLinked)

    const watch = { name, primary, downAfterMs, quorum: Math.floor(watchers / 2) + 1 }
    const sentinels = await group.many(watchers, () => startSentinel(watch))
    const all = { name, others: watchers - 1, replicas: followers }
    await untilEach(sentinels, 'a sentinel knows all others', (sentinel) => knowsAll(sentinel, all))
    for (const sentinel of sentinels) await setPace(sentinel, pace)

    return {
      name,
      sentinels,
      primary,
      replicas,
      async currentPrimary() {
        const port = await primaryPortOf(sentinels, name)
        const server = [primary, ...replicas].find((one) => one.port === port)
        if (server === undefined) throw new Error(`The sentinels name port ${port}, which was never started here.`)
        return server
      },
      stop: group.stop,
      [Symbol.asyncDispose]: group.stop,
    }
  })
}
