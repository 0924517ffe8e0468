import type { RedisCluster, RedisClusterNode } from '@llm-limit/testing/servers'
import { hashTag } from './slots.js'

/** Moves the slot of a key to another master, key by key, while clients go on: as `redis-cli --cluster reshard` does. */
export async function migrateSlotOf(cluster: RedisCluster, key: string, pause: () => Promise<void>): Promise<void> {
  const masters = cluster.nodes.filter(({ role }) => role === 'master')
  const from = await cluster.masterOf(key)
  const to = masters.find((node) => node.port !== from.port)
  if (to === undefined) throw new Error('A slot needs another master to go to.')
  const slot = Number(await from.command('CLUSTER', 'KEYSLOT', hashTag(key)))
  const [fromId, toId] = await Promise.all(
    [from, to].map(async (node) => String(await node.command('CLUSTER', 'MYID'))),
  )
  await to.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', fromId ?? '')
  await from.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', toId ?? '')
  await pause()
  await moveKeys(from, to, slot, pause)
  for (const node of [to, from, ...masters]) await node.command('CLUSTER', 'SETSLOT', slot, 'NODE', toId ?? '')
}

async function moveKeys(
  from: RedisClusterNode,
  to: RedisClusterNode,
  slot: number,
  pause: () => Promise<void>,
): Promise<void> {
  for (;;) {
    const keys = await from.command('CLUSTER', 'GETKEYSINSLOT', slot, 1)
    const [key] = Array.isArray(keys) ? keys.map(String) : []
    if (key === undefined) return
    await from.command('MIGRATE', to.host, to.port, key, 0, 5_000)
    await pause()
  }
}
