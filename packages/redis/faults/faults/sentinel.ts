import { setTimeout as sleep } from 'node:timers/promises'
import type { RedisSentinel } from '@llm-limit/testing/servers'
import { lostInFailover, spentBefore } from '../bounds.js'
import type { NamedFault } from '../fault.js'
import { sentinel } from '../place.js'
import type { Story } from '../story.js'
import { tellStory } from '../tell-story.js'
import { waitUntil } from '../wait.js'

/** More traffic and larger budgets than elsewhere: what is lost is held against a thousandth of the limit. */
const LOADED = { limit: 100_000, perSecond: 600 }

function story(own: Omit<Story<RedisSentinel>, 'place'>): () => ReturnType<typeof tellStory> {
  return () => tellStory({ place: sentinel({ downAfterMs: 1_000 }), ...own })
}

function promotion({ primary, currentPrimary }: RedisSentinel): Promise<void> {
  return waitUntil('another primary is named', async () => (await currentPrimary()) !== primary)
}

export const sentinels: readonly NamedFault[] = [
  {
    name: 'sentinel-kill',
    what: 'SIGKILL of the primary; a replica is promoted',
    alone: true,
    tell: story({
      ...LOADED,
      async hurt({ servers }) {
        await servers.primary.kill()
        await promotion(servers)
      },
      afterMs: 4_000,
      bound: lostInFailover,
      patience: { gapMs: 5_000, p99Ms: 150 },
    }),
  },
  {
    name: 'sentinel-freeze',
    what: 'SIGSTOP of the primary until another is promoted, then SIGCONT: two primaries for a while',
    inCi: true,
    alone: true,
    tell: story({
      ...LOADED,
      async hurt({ servers }) {
        await servers.primary.pause()
        await promotion(servers)
        await sleep(500)
        servers.primary.resume()
      },
      afterMs: 10_000,
      bound: lostInFailover,
      patience: { gapMs: 5_000, p99Ms: 150 },
    }),
  },
  {
    name: 'sentinel-restart',
    what: 'SIGTERM of the primary, back with its append-only file before anyone notices',
    tell: story({
      async hurt({ servers }) {
        await servers.primary.kill('SIGTERM')
        await servers.primary.restart()
      },
      afterMs: 4_000,
      patience: { gapMs: 5_000, p99Ms: 150 },
    }),
  },
  {
    name: 'sentinel-restart-empty',
    what: 'SIGKILL of the primary, back at once without its data, which replicas then drop too',
    tell: story({
      async hurt({ servers }) {
        await servers.primary.kill()
        await servers.primary.restart({ empty: true })
      },
      afterMs: 4_000,
      bound: spentBefore,
      patience: { gapMs: 5_000, p99Ms: 150 },
    }),
  },
  {
    name: 'replica-kill',
    what: 'SIGKILL of one of two replicas',
    tell: story({
      async hurt({ servers }) {
        await servers.replicas[0]?.kill()
        await sleep(2_000)
      },
      patience: { gapMs: 1_000, p99Ms: 100 },
    }),
  },
  {
    name: 'replica-freeze',
    what: 'SIGSTOP of both replicas for 5 s: NOREPLICAS, since min-replicas-to-write is 1',
    tell: story({
      async hurt({ servers }) {
        for (const replica of servers.replicas) await replica.pause()
        await sleep(5_000)
        for (const replica of servers.replicas) replica.resume()
      },
      afterMs: 4_000,
      patience: { backMs: 2_500, p99Ms: 150 },
    }),
  },
  {
    name: 'sentinels-two-down',
    what: 'of three sentinels one frozen and one killed, then the primary restarts',
    tell: story({
      async hurt({ servers }) {
        await servers.sentinels[0]?.pause()
        await servers.sentinels[1]?.kill()
        await sleep(1_000)
        await servers.primary.kill('SIGTERM')
        await servers.primary.restart()
      },
      afterMs: 5_000,
      patience: { gapMs: 5_000, p99Ms: 150 },
    }),
  },
]
