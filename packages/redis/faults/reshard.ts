import { setTimeout as sleep } from 'node:timers/promises'
import type { RedisCluster, RedisServer } from '@llm-limit/testing/servers'

/** Keys wait between two nodes for so long. */
const STEP_MS = 60

/** Moves the slot of a key to the next master and on, `times` in all, key by key as redis-cli does. @returns how many keys moved. */
export async function reshard(cluster: RedisCluster, key: string, times: number): Promise<number> {
  const masters = cluster.nodes.filter(({ role }) => role === 'master')
  const slot = Number(await masters[0]?.command('CLUSTER', 'KEYSLOT', key))
  let moved = 0
  for (let time = 0; time < times; time += 1) {
    const from = await cluster.masterOf(key)
    const to = masters[(masters.indexOf(from) + 1) % masters.length]
    if (to !== undefined) moved += await moveSlot(slot, from, to, masters)
    await sleep(5 * STEP_MS)
  }
  return moved
}

async function moveSlot(
  slot: number,
  from: RedisServer,
  to: RedisServer,
  masters: readonly RedisServer[],
): Promise<number> {
  const [source, target] = (await Promise.all([from, to].map((node) => node.command('CLUSTER', 'MYID')))).map(String)
  await to.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', source ?? '')
  await from.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', target ?? '')
  let moved = 0
  for (;;) {
    await sleep(STEP_MS)
    const [key] = (await from.command('CLUSTER', 'GETKEYSINSLOT', slot, 1)) as string[]
    if (key === undefined) break
    await from.command('MIGRATE', to.host, to.port, key, 0, 1_000)
    moved += 1
  }
  for (const node of [to, ...masters.filter((one) => one !== to)])
    await node.command('CLUSTER', 'SETSLOT', slot, 'NODE', target ?? '')
  return moved
}
