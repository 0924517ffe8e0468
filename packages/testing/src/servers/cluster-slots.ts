import { type RedisAddress, redisCommand } from './redis-command.js'
import { elementsOf } from './redis-info.js'
import type { RedisReply } from './resp.js'

/** How many slots a cluster has. */
export const SLOTS = 16_384

/** A node that is dead or frozen is passed over after this long. */
const PATIENCE_MS = 300

/** The port of the master that serves `key`, as the first node sees it that answers. */
export async function masterPortOf(nodes: readonly RedisAddress[], key: string): Promise<number> {
  let cause: unknown
  for (const node of nodes) {
    try {
      const slot = await redisCommand(node, ['CLUSTER', 'KEYSLOT', key], PATIENCE_MS)
      return portOf(await redisCommand(node, ['CLUSTER', 'SLOTS'], PATIENCE_MS), Number(slot))
    } catch (error) {
      cause = error
    }
  }
  throw new Error(`No node could say which master serves '${key}'.`, { cause })
}

/** Each range is `[first, last, [host, port, id], ...replicas]`. */
function portOf(ranges: RedisReply, slot: number): number {
  for (const [first, last, master] of elementsOf(ranges).map(elementsOf)) {
    const [, port] = elementsOf(master)
    if (Number(first) <= slot && slot <= Number(last)) return Number(port)
  }
  throw new Error(`Slot ${slot} is served by none.`)
}
