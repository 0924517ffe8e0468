import type { Clock, Partition, Store } from '@llm-limit/core'
import { keysWithoutExpiry, type RedisCluster, startRedisCluster } from '@llm-limit/testing/servers'
import { Cluster } from 'ioredis'
import { createCluster, type RedisClusterType } from 'redis'

/** A real cluster with clients of it. */
export interface ClusterUnderTest {
  readonly cluster: RedisCluster
  readonly ioredis: Cluster
  readonly nodeRedis: RedisClusterType
  flush(): Promise<void>
  /** Of all masters. */
  keysWithoutExpiry(): Promise<string[]>
  stop(): Promise<void>
}

export async function startClusterUnderTest(
  masters: number,
  replicas = 0,
  nodeTimeoutMs?: number,
): Promise<ClusterUnderTest> {
  const cluster = await startRedisCluster({ masters, replicas, nodeTimeoutMs })
  const nodes = cluster.nodes.filter(({ role }) => role === 'master')
  const ioredis = newClient(cluster)
  const nodeRedis = createCluster({ rootNodes: nodes.map(({ url }) => ({ url })) })
  await nodeRedis.connect()
  return {
    cluster,
    ioredis,
    nodeRedis,
    flush: async () => void (await Promise.all(nodes.map((node) => node.command('FLUSHALL')))),
    keysWithoutExpiry: async () => (await Promise.all(nodes.map((node) => keysWithoutExpiry(node)))).flat(),
    async stop() {
      ioredis.disconnect()
      nodeRedis.destroy()
      await cluster.stop()
    },
  }
}

/** Another client of the same cluster, as another process would have. */
export function newClient({ nodes }: RedisCluster): Cluster {
  return new Cluster(nodes.map(({ host, port }) => ({ host, port })))
}

/** The same store under other keys. */
export function withKeys(keyOf: (key: string) => string, make: (clock: Clock) => Store): (clock: Clock) => Store {
  const named = (partitions: readonly Partition[]) =>
    partitions.map(({ key, quotas }): Partition => ({ key: keyOf(key), quotas }))
  return (clock) => {
    const store = make(clock)
    const handle = <Handle extends { readonly partitions: readonly Partition[] }>(call: Handle): Handle => ({
      ...call,
      partitions: named(call.partitions),
    })
    return {
      ...store,
      reserve: (call) => store.reserve(handle(call)),
      raise: (reservation, call) => store.raise(handle(reservation), call),
      renew: (reservation, call) => store.renew(handle(reservation), call),
      settle: (reservation, settlement) => store.settle(handle(reservation), settlement),
      peek: (partitions) => store.peek(named(partitions)),
      reset: (partitions) => store.reset(named(partitions)),
    }
  }
}
