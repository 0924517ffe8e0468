import { masterPortOf } from './cluster-slots.js'
import { joinCluster, type RedisClusterNode } from './join-cluster.js'
import type { RedisConfig } from './redis-config.js'
import { startRedis } from './redis-server.js'
import { ofServers } from './server-group.js'

/** What a cluster is started with. */
export interface RedisClusterOptions {
  /** They share the 16,384 slots evenly. Default 3; one alone has them all. */
  readonly masters?: number | undefined
  /** Replicas of each master, as `--cluster-replicas` of redis-cli. Default 0. */
  readonly replicas?: number | undefined
  /** After so long without an answer, a node counts as failed. Default 1,000. */
  readonly nodeTimeoutMs?: number | undefined
  /** Whether writes outlive a process. Default false. */
  readonly appendOnly?: boolean | undefined
  /** Further directives for each node. */
  readonly config?: RedisConfig | undefined
}

/** A real Redis Cluster on loopback. */
export interface RedisCluster extends AsyncDisposable {
  /** The masters; then their first replicas, in the same order; then their second ones. */
  readonly nodes: readonly RedisClusterNode[]
  /** The node that serves `key` now, as the first node sees it that answers. */
  masterOf(key: string): Promise<RedisClusterNode>
  /** Ends every node. */
  stop(): Promise<void>
}

/**
 * Starts a cluster; settles when every node finds it whole and every replica follows its master. It takes 2 s: so long a master
 * waits after its start (CLUSTER_WRITABLE_DELAY in https://github.com/redis/redis/blob/7.0.15/src/cluster.c).
 */
export function startRedisCluster(options: RedisClusterOptions = {}): Promise<RedisCluster> {
  const { masters = 3, replicas = 0, nodeTimeoutMs = 1_000, appendOnly, config: more } = options
  // A node that met no other does not know its own address, and clients want it.
  const address = { 'cluster-announce-ip': '127.0.0.1' }
  const config = { 'cluster-enabled': 'yes', 'cluster-node-timeout': nodeTimeoutMs, ...address, ...more }
  return ofServers(async (group) => {
    const servers = await group.many(masters * (1 + replicas), () => startRedis({ appendOnly, config }))
    const nodes = await joinCluster(servers, masters)
    return {
      nodes,
      async masterOf(key) {
        const port = await masterPortOf(nodes, key)
        const master = nodes.find((node) => node.port === port)
        if (master === undefined) throw new Error(`'${key}' is on port ${port}, which is no node of this cluster.`)
        return master
      },
      stop: group.stop,
      [Symbol.asyncDispose]: group.stop,
    }
  })
}
