import { type RedisServer, startRedis } from '@llm-limit/testing/servers'

/** An empty Redis server of our own, for as long as `work` runs. */
export async function withRedis<Value>(
  work: (url: string, server: Pick<RedisServer, 'pid'>) => Promise<Value>,
): Promise<Value> {
  const server = await startRedis()
  try {
    return await work(server.url, server)
  } finally {
    await server.stop()
  }
}
