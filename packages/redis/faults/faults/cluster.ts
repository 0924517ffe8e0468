import { setTimeout as sleep } from 'node:timers/promises'
import type { RedisCluster, RedisClusterNode } from '@llm-limit/testing/servers'
import { NAME } from '../app/policy.js'
import { lostInFailover } from '../bounds.js'
import type { NamedFault } from '../fault.js'
import { cluster } from '../place.js'
import { reshard } from '../reshard.js'
import type { Story } from '../story.js'
import { tellStory } from '../tell-story.js'
import { waitUntil } from '../wait.js'

/** One of each third of the slots. */
const USERS = ['ada', 'bob', 'kim']
const KEY = `${NAME}:{u:ada}`
const LOADED = { limit: 100_000, perSecond: 600 }

function story(own: Omit<Story<RedisCluster>, 'place'>): () => ReturnType<typeof tellStory> {
  return () => tellStory({ place: cluster(), users: USERS, everyone: false, ...own })
}

function promotion(servers: RedisCluster, lost: RedisClusterNode): Promise<void> {
  return waitUntil('a replica is promoted', async () => (await servers.masterOf(KEY)) !== lost)
}

export const clusters: readonly NamedFault[] = [
  {
    name: 'cluster-kill',
    what: 'SIGKILL of the master of one user of three; its replica is promoted',
    inCi: true,
    alone: true,
    tell: story({
      ...LOADED,
      async hurt({ servers }) {
        const master = await servers.masterOf(KEY)
        await master.kill()
        await promotion(servers, master)
      },
      afterMs: 5_000,
      bound: lostInFailover,
      patience: { gapMs: 5_000, p99Ms: 150 },
    }),
  },
  {
    name: 'cluster-freeze',
    what: 'SIGSTOP of a master until its replica is promoted, then SIGCONT',
    alone: true,
    tell: story({
      ...LOADED,
      async hurt({ servers }) {
        const master = await servers.masterOf(KEY)
        await master.pause()
        await promotion(servers, master)
        await sleep(500)
        master.resume()
      },
      afterMs: 6_000,
      bound: lostInFailover,
      patience: { gapMs: 5_000, p99Ms: 150 },
    }),
  },
  {
    name: 'cluster-restart',
    what: 'SIGTERM of a master, back with its append-only file before anyone notices',
    tell: story({
      async hurt({ servers }) {
        const master = await servers.masterOf(KEY)
        await master.kill('SIGTERM')
        await master.restart()
      },
      afterMs: 6_000,
      bound: lostInFailover,
      patience: { gapMs: 6_000, p99Ms: 150 },
    }),
  },
  {
    name: 'cluster-replica-kill',
    what: 'SIGKILL of the replica of a master',
    tell: story({
      async hurt({ servers }) {
        const master = await servers.masterOf(KEY)
        await servers.nodes[servers.nodes.indexOf(master) + 3]?.kill()
        await sleep(2_000)
      },
      patience: { gapMs: 1_000, p99Ms: 100 },
    }),
  },
  {
    name: 'cluster-reshard',
    what: 'the slot of an organisation moves between masters, key by key: ASK, MOVED, TRYAGAIN',
    inCi: true,
    tell: story({
      org: true,
      async hurt({ servers, note }) {
        note(`${await reshard(servers, `${NAME}:{o:acme}`, 6)} keys moved`)
      },
      patience: { gapMs: 2_000, p99Ms: 150 },
    }),
  },
  {
    name: 'cluster-everyone',
    what: 'no fault: a quota of everyone in another slot than the users (CROSSSLOT)',
    tell: () =>
      tellStory({
        place: cluster({ replicas: 0 }),
        users: USERS,
        hurt: () => sleep(1_000),
        patience: { gapMs: 1_000, p99Ms: 100 },
      }),
  },
]
