import { setTimeout as sleep } from 'node:timers/promises'
import { spentBefore } from '../bounds.js'
import type { NamedFault } from '../fault.js'
import { DURABLE, single } from '../place.js'
import { tellStory } from '../tell-story.js'

/** Down for so long. */
const DOWN_MS = 1_000
const FROZEN_MS = 3_000

export const standalone: readonly NamedFault[] = [
  {
    name: 'redis-kill',
    what: 'SIGKILL, back after 1 s with its append-only file',
    inCi: true,
    tell: () =>
      tellStory({
        place: single(),
        async hurt({ servers }) {
          await servers.kill()
          await sleep(DOWN_MS)
          await servers.restart()
        },
        patience: { backMs: 1_000, p99Ms: 150 },
      }),
  },
  {
    name: 'redis-freeze',
    what: 'SIGSTOP for 3 s: connections stay, nothing is answered',
    inCi: true,
    tell: () =>
      tellStory({
        place: single(),
        async hurt({ servers }) {
          await servers.pause()
          await sleep(FROZEN_MS)
          servers.resume()
        },
        patience: { backMs: 1_000, p99Ms: 150 },
      }),
  },
  {
    name: 'redis-restart',
    what: 'SIGTERM and restart with its append-only file',
    tell: () =>
      tellStory({
        place: single(),
        async hurt({ servers }) {
          await servers.kill('SIGTERM')
          await servers.restart()
        },
        patience: { backMs: 1_000, p99Ms: 150 },
      }),
  },
  {
    name: 'redis-restart-empty',
    what: 'SIGKILL and restart of a server without persistence',
    inCi: true,
    tell: () =>
      tellStory({
        place: single({ ...DURABLE, appendOnly: false }),
        async hurt({ servers }) {
          await servers.kill()
          await servers.restart({ empty: true })
        },
        bound: spentBefore,
        patience: { backMs: 1_000, p99Ms: 150 },
      }),
  },
]
