import { once } from 'node:events'
import { Cluster, Redis } from 'ioredis'
import { budgetRedisOptions } from '../../src/index.js'
import type { Target } from './settings.js'

const PATIENCE_MS = 10_000

/** The client that the guide tells an app to make. */
export async function clientFor(target: Target): Promise<Redis | Cluster> {
  const client = made(target)
  client.on('error', () => {})
  try {
    await once(client, 'ready', { signal: AbortSignal.timeout(PATIENCE_MS) })
    return client
  } catch (cause) {
    client.disconnect()
    throw new Error(`No connection within ${PATIENCE_MS} ms to ${JSON.stringify(target)}.`, { cause })
  }
}

function made(target: Target): Redis | Cluster {
  switch (target.kind) {
    case 'single':
      return new Redis(target.url, budgetRedisOptions)
    case 'sentinel':
      return new Redis({ ...budgetRedisOptions, name: target.name, sentinels: [...target.sentinels] })
    case 'cluster':
      return new Cluster([...target.nodes], { redisOptions: budgetRedisOptions, enableOfflineQueue: false })
  }
}
