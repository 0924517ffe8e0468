import { pathToFileURL } from 'node:url'
import { memoryStore } from '@llm-limit/core'
import { compareHistories } from '@llm-limit/testing/reference'
import { type Place, startOnCluster, startOnRedis } from '../packages/redis/src/differential.fixture.js'

export type PlaceName = 'memory' | 'redis' | 'cluster'

/** What a worker tells: histories done, or the seed of one that differed. */
export type Report = { readonly done: number } | { readonly seed: number }

/** Servers are emptied after so many histories, and looked through for keys that would stay. */
const BATCH = 100

export const PLACES: Record<PlaceName, () => Promise<Place>> = {
  memory: async () => ({
    store: (clock) => memoryStore({ clock }),
    keysWithoutExpiry: async () => [],
    flush: async () => undefined,
    stop: async () => undefined,
  }),
  redis: startOnRedis,
  cluster: startOnCluster,
}

export function isPlace(word: string | undefined): word is PlaceName {
  return word !== undefined && Object.hasOwn(PLACES, word)
}

async function compareAll(name: PlaceName, histories: number, seed: number): Promise<void> {
  const place = await PLACES[name]()
  for (let done = 0; done < histories; done += BATCH) {
    const count = Math.min(BATCH, histories - done)
    await compareBatch(place, count, seed + done)
    report({ done: count })
  }
  await place.stop()
  process.disconnect?.()
}

async function compareBatch(place: Place, histories: number, seed: number): Promise<void> {
  await compareHistories({
    ...{ store: place.store, histories, seed, atOnce: 20, retryAfterEvery: 5 },
    whenDifferent(error, seed) {
      console.error(error.message)
      report({ seed })
    },
  })
  const lasting = await place.keysWithoutExpiry()
  if (lasting.length > 0) throw new Error(`Keys without expiry after seeds ${seed} and on: ${lasting.join(', ')}`)
  await place.flush()
}

function report(what: Report): void {
  process.send?.(what)
}

const [name, histories, seed] = process.argv.slice(2)
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href && isPlace(name))
  await compareAll(name, Number(histories), Number(seed))
