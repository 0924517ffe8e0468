import { once } from 'node:events'
import type { Redis } from 'ioredis'

/** A client that can be used at once, also when it keeps no queue of commands for the time before. */
export async function connected(client: Redis): Promise<Redis> {
  await once(client, 'ready')
  return client
}
