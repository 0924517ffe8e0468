import { setTimeout as sleep } from 'node:timers/promises'
import type { RedisServer } from '@llm-limit/testing/servers'
import { heldWhenFrozen, streamedUntold } from '../bounds.js'
import type { NamedFault, Scene } from '../fault.js'
import type { App } from '../fleet.js'
import { single } from '../place.js'
import { LEASE_MS, type Story } from '../story.js'
import { tellStory } from '../tell-story.js'

const MINUTE_AND_A_HALF_MS = 90_000

function story(own: Omit<Story<RedisServer>, 'place'>): () => ReturnType<typeof tellStory> {
  return () => tellStory({ place: single(), hurtApps: [0], ...own })
}

function firstOf({ fleet }: Scene<RedisServer>): App {
  const [first] = fleet.apps
  if (first === undefined) throw new Error('There is no app.')
  return first
}

export const apps: readonly NamedFault[] = [
  {
    name: 'app-kill',
    what: 'SIGKILL of an app in the middle of its streams',
    inCi: true,
    tell: story({
      settings: (app) => (app === 0 ? { work: 'stream' } : {}),
      async hurt(scene) {
        await scene.fleet.end(firstOf(scene), 'SIGKILL')
      },
      bound: streamedUntold(0),
      patience: { gapMs: 1_000, p99Ms: 100 },
    }),
  },
  {
    name: 'app-freeze',
    what: 'SIGSTOP of an app for two leases; the others spend what it held meanwhile, and it settles late',
    tell: story({
      settings: (app) => (app === 0 ? { work: 'stream' } : {}),
      isSpentEarly: true,
      async hurt(scene) {
        const first = firstOf(scene)
        await first.process.pause()
        const others = scene.fleet.apps.filter((app) => app !== first)
        for (const app of others) await app.order({ to: 'pace', perSecond: 100, abandons: false })
        await sleep(2 * LEASE_MS + 500)
        for (const app of others) await app.order({ to: 'rush', withinMs: 20_000 })
        first.process.resume()
      },
      bound: heldWhenFrozen(0),
    }),
  },
  {
    name: 'app-sigterm',
    what: 'SIGTERM of an app under load: what runs is settled, then it ends',
    tell: story({
      async hurt(scene) {
        const start = performance.now()
        const { code } = await scene.fleet.end(firstOf(scene), 'SIGTERM')
        const ms = Math.round(performance.now() - start)
        scene.note(`ended after ${ms} ms with code ${code}`)
        if (code !== 0 || ms > 5_000) scene.fail(`an app ended after ${ms} ms with code ${code}`)
      },
      patience: { gapMs: 1_000, p99Ms: 100 },
    }),
  },
  {
    name: 'app-blocked',
    what: 'the event loop of an app is blocked for 2 s',
    tell: story({
      async hurt(scene) {
        await firstOf(scene).order({ to: 'block', ms: 2_000 })
        await sleep(300)
        const { told } = await scene.truth()
        const degraded = told.filter(({ event }) => event === 'store-degraded').length
        scene.note(`${degraded} times a store was taken to have failed`)
      },
      patience: { gapMs: 1_000, p99Ms: 100 },
    }),
  },
  {
    name: 'clock-skew',
    what: 'no fault: the clock of one app is 90 s ahead, that of another 90 s behind',
    tell: story({
      hurtApps: [],
      settings: (app) => ({ skewMs: (app - 1) * MINUTE_AND_A_HALF_MS }),
      hurt: () => sleep(2_000),
      patience: { gapMs: 1_000, p99Ms: 100 },
    }),
  },
]
