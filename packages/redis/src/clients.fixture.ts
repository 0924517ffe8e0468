import { type RedisServer, startRedis } from '@llm-limit/testing/servers'
import { Redis as UpstashRedis } from '@upstash/redis'
import { Redis } from 'ioredis'
import { createClient, type RedisClientType } from 'redis'
import { startRestShim } from './rest-shim.fixture.js'

/** One real server, and every client there is for it. */
export interface Clients {
  readonly server: RedisServer
  readonly ioredis: Redis
  readonly nodeRedis: RedisClientType
  readonly upstash: UpstashRedis
  stop(): Promise<void>
}

export async function startClients(): Promise<Clients> {
  const server = await startRedis()
  const ioredis = new Redis(server.url)
  const nodeRedis: RedisClientType = createClient({ url: server.url })
  await nodeRedis.connect()
  const rest = await startRestShim((command, ...args) => ioredis.call(command, ...args))
  return {
    server,
    ioredis,
    nodeRedis,
    upstash: new UpstashRedis({ url: rest.url, token: 'none', enableTelemetry: false }),
    async stop() {
      rest.stop()
      ioredis.disconnect()
      nodeRedis.destroy()
      await server.stop()
    },
  }
}
