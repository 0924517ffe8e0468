import { setTimeout as sleep } from 'node:timers/promises'
import type { RedisServer } from '@llm-limit/testing/servers'
import { spentBefore } from '../bounds.js'
import { examined } from '../examined.js'
import type { NamedFault } from '../fault.js'
import { fillWithCache, fillWithLasting } from '../fill.js'
import { DURABLE, single } from '../place.js'
import type { Story } from '../story.js'
import { tellStory } from '../tell-story.js'
import { repeat } from '../wait.js'

const STORM_MS = 3_000
const BACK = { backMs: 1_000, p99Ms: 150 }

function story(own: Omit<Story<RedisServer>, 'place'> & { place?: Story<RedisServer>['place'] }) {
  return () => tellStory({ place: single(), ...own })
}

export const commands: readonly NamedFault[] = [
  {
    name: 'script-flush-storm',
    what: 'SCRIPT FLUSH every millisecond for 3 s (NOSCRIPT)',
    inCi: true,
    tell: story({
      async hurt({ servers, note }) {
        note(`${await repeat(STORM_MS, 1, () => servers.command('SCRIPT', 'FLUSH'))} times`)
      },
      patience: { gapMs: 1_000, p99Ms: 100 },
    }),
  },
  {
    name: 'flushall',
    what: 'FLUSHALL',
    tell: story({
      hurt: async ({ servers }) => void (await servers.command('FLUSHALL')),
      bound: spentBefore,
      patience: { gapMs: 1_000, p99Ms: 100 },
    }),
  },
  {
    name: 'maxmemory-full',
    what: 'CONFIG SET maxmemory 1mb for 2 s, with noeviction (OOM)',
    inCi: true,
    tell: story({
      async hurt({ servers }) {
        await servers.command('CONFIG', 'SET', 'maxmemory', '1mb')
        await fillWithCache(servers, 2)
        await sleep(2_000)
        await servers.command('CONFIG', 'SET', 'maxmemory', '0')
      },
      patience: BACK,
    }),
  },
  {
    name: 'lru-eviction',
    what: 'allkeys-lru, and a cache beside the budgets fills the server while they rest',
    tell: story({
      place: single({ ...DURABLE, config: { 'maxmemory-policy': 'allkeys-lru', maxmemory: '6mb' } }),
      async hurt({ servers, fleet, note }) {
        await fleet.all({ to: 'rest' })
        await fillWithCache(servers, 30)
        note(`examined: ${await examined(servers.url)}`)
      },
      bound: spentBefore,
    }),
  },
  {
    name: 'busy-script',
    what: "a script of someone else's runs for 3 s (BUSY), until SCRIPT KILL",
    inCi: true,
    tell: story({
      place: single({ ...DURABLE, config: { ...DURABLE.config, 'busy-reply-threshold': 200 } }),
      async hurt({ servers }) {
        const endless = servers.command('EVAL', 'while true do end', 0).catch(() => undefined)
        await sleep(3_000)
        await servers.command('SCRIPT', 'KILL')
        await endless
      },
      patience: BACK,
    }),
  },
  {
    name: 'debug-sleep',
    what: 'DEBUG SLEEP 3',
    tell: story({
      hurt: async ({ servers }) => void (await servers.command('DEBUG', 'SLEEP', 3)),
      patience: BACK,
    }),
  },
  {
    name: 'client-kill-storm',
    what: 'CLIENT KILL of all connections every 200 ms for 3 s',
    tell: story({
      async hurt({ servers }) {
        await repeat(STORM_MS, 200, () => servers.command('CLIENT', 'KILL', 'TYPE', 'normal'))
      },
      patience: BACK,
    }),
  },
  {
    name: 'client-pause-write',
    what: 'CLIENT PAUSE 2000 WRITE',
    tell: story({
      async hurt({ servers }) {
        await servers.command('CLIENT', 'PAUSE', 2_000, 'WRITE')
        await sleep(2_000)
      },
      patience: BACK,
    }),
  },
  {
    name: 'redis-loading',
    what: 'restart of a server that takes seconds to load (LOADING)',
    tell: story({
      place: single({
        ...DURABLE,
        config: { ...DURABLE.config, 'key-load-delay': 400, 'loading-process-events-interval-bytes': 1_024 },
      }),
      async hurt({ servers }) {
        await fillWithLasting(servers, 3_000)
        await servers.kill('SIGTERM')
        await servers.restart()
      },
      limit: 40_000,
      afterMs: 8_000,
      patience: BACK,
    }),
  },
]
