import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Cluster } from 'ioredis'
import { type RedisCluster, startRedisCluster } from './redis-cluster.js'
import { infoOf } from './redis-info.js'
import { until } from './until.js'

function clientOf({ nodes }: RedisCluster): Cluster {
  return new Cluster(nodes.map(({ host, port }) => ({ host, port })))
}

describe('a cluster of one node', () => {
  it('has all slots, and still refuses keys of two slots in one command', async () => {
    await using cluster = await startRedisCluster({ masters: 1 })
    const [node] = cluster.nodes
    expect(node?.role).toBe('master')
    const client = clientOf(cluster)
    await client.mset('{user}:a', 1, '{user}:b', 2)
    await expect(client.mset('a', 1, 'b', 2)).rejects.toThrow('CROSSSLOT')
    expect(await node?.command('DBSIZE')).toBe(2)
    client.disconnect()
  })
})

describe('a cluster with replicas', () => {
  let cluster: RedisCluster
  beforeAll(async () => {
    cluster = await startRedisCluster({ masters: 3, replicas: 1, config: { 'maxmemory-policy': 'noeviction' } })
  })
  afterAll(() => cluster.stop())

  it('is whole in the eyes of each node when the start settles', async () => {
    expect(cluster.nodes.map(({ role }) => role)).toEqual([
      'master',
      'master',
      'master',
      'replica',
      'replica',
      'replica',
    ])
    for (const node of cluster.nodes) {
      const info = await infoOf(node, 'CLUSTER', 'INFO')
      expect(info.get('cluster_state')).toBe('ok')
      expect(info.get('cluster_slots_ok')).toBe('16384')
      expect(info.get('cluster_size')).toBe('3')
      expect(info.get('cluster_known_nodes')).toBe('6')
    }
  })

  it('gives each master the replica that stands in the same place', async () => {
    const [masters, replicas] = [cluster.nodes.slice(0, 3), cluster.nodes.slice(3)]
    for (const [index, replica] of replicas.entries()) {
      expect(await replica.command('ROLE')).toMatchObject([
        'slave',
        '127.0.0.1',
        masters[index]?.port,
        'connected',
        expect.anything(),
      ])
    }
  })

  it('serves a real client from each master, which are found by key', async () => {
    const client = clientOf(cluster)
    const served = new Set<number>()
    for (const key of ['a', 'b', 'c', '{a}:2']) {
      await client.set(key, key)
      const master = await cluster.masterOf(key)
      expect(await master.command('GET', key)).toBe(key)
      served.add(master.port)
    }
    expect(served.size).toBe(3)
    expect(await cluster.masterOf('{a}:2')).toBe(await cluster.masterOf('a'))
    client.disconnect()
  })

  it('promotes the replica of a master that is killed, which comes back as its replica', async () => {
    const lost = await cluster.masterOf('a')
    const heir = cluster.nodes[cluster.nodes.indexOf(lost) + 3]
    await lost.kill()
    await until('the replica is promoted', async () => (await cluster.masterOf('a')) === heir)
    await lost.restart()
    await until('the old master follows', async () => {
      const [role, , port] = (await lost.command('ROLE')) as unknown[]
      return role === 'slave' && port === heir?.port
    })
  })
})
