import { type Records, type StoredRecord, StoreError } from '@llm-limit/core'
import { type IoredisLike, ioredisClient } from './clients/ioredis.js'
import { type NodeRedisLike, nodeRedisClient } from './clients/node-redis.js'
import type { ScriptClient } from './clients/script-client.js'
import { type UpstashLike, upstashClient } from './clients/upstash.js'
import { SCRIPTS } from './scripts.gen.js'

/** Records of all processes in one Redis, for the policy's `records`: ioredis (single, Sentinel, Cluster) or node-redis. */
export function redisRecords(client: IoredisLike | NodeRedisLike): Records {
  return scriptRecords('evalSha' in client ? nodeRedisClient(client) : ioredisClient(client))
}

/** The same over REST. */
export function upstashRecords(client: UpstashLike): Records {
  return scriptRecords(upstashClient(client))
}

function scriptRecords(client: ScriptClient): Records {
  return {
    async get(key) {
      return recordFrom(await client.run(SCRIPTS.record_get, [key], []))
    },
    async compareAndSet(key, value, version, ttlMs) {
      const args = [String(version), value, String(Math.ceil(ttlMs))]
      return Number(await client.run(SCRIPTS.record_set, [key], args)) === 1
    },
  }
}

const RECORD = /^v(\d{1,15}) (.*)$/s

function recordFrom(reply: unknown): StoredRecord | undefined {
  if (reply === null || reply === undefined) return undefined
  const [, version, value] = RECORD.exec(String(reply)) ?? []
  if (version === undefined || value === undefined)
    throw new StoreError('Redis holds something else under the key of a record.')
  return { version: Number(version), value }
}
