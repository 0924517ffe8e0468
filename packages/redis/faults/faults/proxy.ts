import { setTimeout as sleep } from 'node:timers/promises'
import type { NamedFault } from '../fault.js'
import { type Proxied, proxied } from '../place.js'
import type { Story } from '../story.js'
import { tellStory } from '../tell-story.js'
import { repeat } from '../wait.js'

const STORM_MS = 3_000
const BACK = { backMs: 1_000, p99Ms: 150 }

function story(own: Omit<Story<Proxied>, 'place'>): () => ReturnType<typeof tellStory> {
  return () => tellStory({ place: proxied(), ...own })
}

export const proxies: readonly NamedFault[] = [
  {
    name: 'proxy-hold',
    what: 'for 3 s nothing passes in either direction; then all of it arrives',
    tell: story({
      async hurt({ servers: { proxy } }) {
        proxy.hold()
        await sleep(STORM_MS)
        proxy.release()
      },
      patience: BACK,
    }),
  },
  {
    name: 'proxy-drop-reply',
    what: 'every 30 ms a reply to a script is lost; every second time the connection is reset, too',
    inCi: true,
    tell: story({
      async hurt({ servers: { proxy }, note }) {
        await repeat(STORM_MS, 30, async (round) => proxy.dropReply(1, { to: 'evalsha', thenCut: round % 2 === 0 }))
        note(`${proxy.dropped} replies lost`)
        await proxy.reset()
      },
      patience: BACK,
    }),
  },
  {
    name: 'proxy-dribble',
    what: 'replies arrive byte by byte: 1.5 s with 1 ms between them, then 1.5 s with 10 ms',
    tell: story({
      async hurt({ servers: { proxy } }) {
        for (const everyMs of [1, 10]) {
          proxy.dribble({ bytes: 1, everyMs })
          await sleep(STORM_MS / 2)
        }
        await proxy.reset()
      },
      patience: BACK,
    }),
  },
  {
    name: 'proxy-cut',
    what: 'every 20 ms a connection is reset after k bytes more of replies, k from 1 on',
    tell: story({
      async hurt({ servers: { proxy }, note }) {
        const last = await repeat(STORM_MS, 20, async (round) => proxy.cutAfter(1 + 3 * round))
        note(`k up to ${3 * last}`)
        await proxy.reset()
      },
      patience: BACK,
    }),
  },
  {
    name: 'proxy-latency',
    what: 'replies take 200 ms longer for 3 s; the deadline is 100 ms',
    tell: story({
      async hurt({ servers: { proxy } }) {
        proxy.latency(200)
        await sleep(STORM_MS)
        await proxy.reset()
      },
      patience: BACK,
    }),
  },
  {
    name: 'proxy-flap',
    what: 'down for 250 ms and up for 250 ms, in turn, for 5 s',
    tell: story({
      async hurt({ servers: { proxy } }) {
        proxy.flap(250)
        await sleep(5_000)
        await proxy.reset()
      },
      patience: BACK,
    }),
  },
]
