import type { RedisServer } from './redis-server.js'

/** Servers that are stopped together. */
export interface ServerGroup {
  /** Starts one. */
  one(start: () => Promise<RedisServer>): Promise<RedisServer>
  /** Starts several at once. */
  many(count: number, start: () => Promise<RedisServer>): Promise<RedisServer[]>
  stop(): Promise<void>
}

/** Builds something of servers; when that fails, none of them is left. */
export async function ofServers<T>(build: (group: ServerGroup) => Promise<T>): Promise<T> {
  const group = serverGroup()
  try {
    return await build(group)
  } catch (error) {
    await group.stop()
    throw error
  }
}

function serverGroup(): ServerGroup {
  const starting: Promise<RedisServer>[] = []

  function one(start: () => Promise<RedisServer>): Promise<RedisServer> {
    const server = start()
    starting.push(server)
    return server
  }

  return {
    one,
    many: (count, start) => Promise.all(Array.from({ length: count }, () => one(start))),
    async stop() {
      const results = await Promise.allSettled(starting)
      await Promise.all(results.map((result) => (result.status === 'fulfilled' ? result.value.stop() : undefined)))
    },
  }
}
