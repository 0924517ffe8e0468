import { SLOTS } from './cluster-slots.js'
import { infoOf, isLinked } from './redis-info.js'
import type { RedisServer } from './redis-server.js'
import { untilEach } from './until.js'

/** A node of a cluster. */
export interface RedisClusterNode extends RedisServer {
  /** The role it was given at the start; a failover changes it. */
  readonly role: 'master' | 'replica'
}

/** Makes a cluster of empty nodes: the first `count` are its masters; settles when every node finds it whole. */
export async function joinCluster(servers: readonly RedisServer[], count: number): Promise<RedisClusterNode[]> {
  const masters = servers.slice(0, count)
  const replicas = servers.slice(count)
  await Promise.all(masters.map((master, index) => takeSlots(master, index, count)))
  // Each meets each: waiting for gossip would take longer.
  await Promise.all(servers.flatMap((one, index) => servers.slice(index + 1).map((other) => meet(one, other))))
  await untilEach(servers, 'a node knows the others', async (node) => (await peersOf(node)).length === servers.length)
  await Promise.all(replicas.map((replica, index) => follow(replica, masters[index % count])))
  await untilEach(replicas, 'a replica follows its master', isLinked)
  await untilEach(servers, 'a node finds the cluster whole', (node) => isWhole(node, replicas.length))
  return servers.map((server, index) => Object.assign(server, { role: index < count ? 'master' : 'replica' } as const))
}

async function takeSlots(master: RedisServer, index: number, count: number): Promise<void> {
  const [first, next] = [index, index + 1].map((part) => Math.floor((part * SLOTS) / count))
  await master.command('CLUSTER', 'SET-CONFIG-EPOCH', index + 1)
  await master.command('CLUSTER', 'ADDSLOTSRANGE', first ?? 0, (next ?? SLOTS) - 1)
}

async function meet(one: RedisServer, { host, port }: RedisServer): Promise<void> {
  await one.command('CLUSTER', 'MEET', host, port)
}

async function follow(replica: RedisServer, master: RedisServer | undefined): Promise<void> {
  if (master !== undefined)
    await replica.command('CLUSTER', 'REPLICATE', String(await master.command('CLUSTER', 'MYID')))
}

/** The nodes that `node` knows and is connected with, itself among them: what CLUSTER NODES says of each. */
async function peersOf(node: RedisServer): Promise<string[]> {
  const lines = String(await node.command('CLUSTER', 'NODES'))
    .trim()
    .split('\n')
  return lines.filter((line) => line.includes(' connected') && !/handshake|noaddr|fail/.test(line))
}

async function isWhole(node: RedisServer, replicas: number): Promise<boolean> {
  const info = await infoOf(node, 'CLUSTER', 'INFO')
  const followers = (await peersOf(node)).filter((line) => line.includes('slave'))
  return (
    info.get('cluster_state') === 'ok' &&
    info.get('cluster_slots_ok') === String(SLOTS) &&
    followers.length === replicas
  )
}
