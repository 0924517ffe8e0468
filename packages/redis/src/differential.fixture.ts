import type { Clock, Store } from '@llm-limit/core'
import { keysWithoutExpiry, startRedis } from '@llm-limit/testing/servers'
import { Redis } from 'ioredis'
import { redisStore } from './redis-store.js'
import { startClusterUnderTest, withKeys } from './slots/cluster.fixture.js'
import { besideMemory } from './twin.fixture.js'

/** A real server, or servers, where random histories happen. Each has keys of its own, so that many go on at once. */
export interface Place {
  /** The store of one history, with a memory store beside it. */
  store(clock: Clock, seed: number): Store
  keysWithoutExpiry(): Promise<string[]>
  /** Between histories. */
  flush(): Promise<void>
  stop(): Promise<void>
}

/** How the partitions of a call lie in the slots of a cluster. */
const LAYOUTS = {
  'in one slot': (key: string, history: string) => `{${history}}${key}`,
  'with everyone in another slot than a user': (key: string, history: string) =>
    key === 'everyone' ? `{${history}}${key}` : `{${history}:u}${key}`,
  'with every partition in a slot of its own': (key: string, history: string) => `${history}${key}`,
}

/** Redis' default: nodes of a busy machine do not give each other up. */
const NODE_TIMEOUT_MS = 15_000

/** Of 10,000 seeds from a round one on: as calls are, most in one slot. */
export const LAYOUT_SEEDS = [
  { layout: 'in one slot', from: 0, histories: 5_000 },
  { layout: 'with everyone in another slot than a user', from: 5_000, histories: 3_000 },
  { layout: 'with every partition in a slot of its own', from: 8_000, histories: 2_000 },
] as const

function layoutOf(seed: number): keyof typeof LAYOUTS {
  const place = seed % 10_000
  return LAYOUT_SEEDS.find(({ from, histories }) => place < from + histories)?.layout ?? 'in one slot'
}

export async function startOnRedis(): Promise<Place> {
  const server = await startRedis()
  const redis = new Redis(server.url)
  let made = 0
  return {
    store(clock) {
      const history = made++
      return beside((key) => `${history}:${key}`, redisStore(redis, { clock }), clock)
    },
    keysWithoutExpiry: () => keysWithoutExpiry(server),
    flush: async () => void (await redis.flushall()),
    async stop() {
      redis.disconnect()
      await server.stop()
    },
  }
}

export async function startOnCluster(): Promise<Place> {
  const { ioredis, keysWithoutExpiry, flush, stop } = await startClusterUnderTest(3, 0, NODE_TIMEOUT_MS)
  let made = 0
  return {
    store(clock, seed) {
      const history = `h${made++}`
      return beside((key) => LAYOUTS[layoutOf(seed)](key, history), redisStore(ioredis, { clock }), clock)
    },
    ...{ keysWithoutExpiry, flush, stop },
  }
}

function beside(keyOf: (key: string) => string, store: Store, clock: Clock): Store {
  return besideMemory(withKeys(keyOf, () => store)(clock), clock)
}
