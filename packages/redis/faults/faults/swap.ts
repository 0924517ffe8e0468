import { setTimeout as sleep } from 'node:timers/promises'
import type { RedisServer } from '@llm-limit/testing/servers'
import type { Bound, NamedFault } from '../fault.js'
import { pair } from '../place.js'
import type { Told } from '../story.js'
import { tellStory } from '../tell-story.js'
import { total } from '../truth.js'
import { waitUntil } from '../wait.js'

const SWAPPED_MS = 1_500
/** What was under way when the swap began had not reached the replica. */
const LAG_MS = 20

async function follow(replica: RedisServer, primary: RedisServer): Promise<void> {
  await replica.command('REPLICAOF', primary.host, primary.port)
}

async function linked(replica: RedisServer): Promise<void> {
  const isUp = async (): Promise<boolean> =>
    String(await replica.command('INFO', 'replication')).includes('master_link_status:up')
  await waitUntil('the replica has the data of its primary', isUp)
}

/** A primary becomes a replica and a primary again, without anyone who waits for replication. */
function swap(): ReturnType<NamedFault['tell']> {
  let swappedAt = 0
  /** Calls that were admitted or settled between the promotion of one and the demotion of the other (I4d). */
  function writtenMeanwhile({ truth, times }: Told): Bound {
    const isMeanwhile = (at: number): boolean => at >= times.from - LAG_MS && at <= swappedAt + LAG_MS
    const calls = truth.calls.filter(({ at, settledAt }) => isMeanwhile(at) || isMeanwhile(settledAt))
    return { units: total(calls.map(({ spent }) => spent)), formula: 'written while there were two' }
  }
  return tellStory({
    place: pair(),
    async hurt({ servers: { first, second } }) {
      await linked(second)
      await second.command('REPLICAOF', 'NO', 'ONE')
      await follow(first, second)
      swappedAt = Date.now()
      await sleep(SWAPPED_MS)
      await linked(first)
      await first.command('REPLICAOF', 'NO', 'ONE')
      await follow(second, first)
    },
    bound: writtenMeanwhile,
    patience: { backMs: 1_000, p99Ms: 150 },
  })
}

export const swaps: readonly NamedFault[] = [
  {
    name: 'replicaof-swap',
    what: 'REPLICAOF turns the primary into a replica for 1.5 s (READONLY) and back',
    tell: swap,
  },
]
