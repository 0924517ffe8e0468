import type { Bound, NamedFault, Scene } from '../fault.js'
import { type Proxied, proxied } from '../place.js'
import type { Told } from '../story.js'
import { tellStory } from '../tell-story.js'
import { total } from '../truth.js'

const SHARE = 0.2
/** Two of four apps lose sight of Redis; the share is divided among all four. */
const APPS = 4
const isDirect = (app: number): boolean => app < 2

/** Those that see Redis spend all of it, and the others what they may without it. */
async function spendOnBothSides({ servers: { proxy }, fleet }: Scene<Proxied>): Promise<void> {
  proxy.hold()
  await Promise.all(fleet.apps.map((app) => app.order({ to: 'rush', withinMs: isDirect(app.number) ? 20_000 : 3_000 })))
  proxy.release()
}

/** Apps that lost sight of Redis: the cut off ones, and on a busy machine others for a moment. */
function degraded({ truth }: Told): number[] {
  return [...new Set(truth.told.flatMap(({ event, app }) => (event === 'store-degraded' ? [app] : [])))]
}

/** Of what each of them last knew to be left, its part of the share (I4b). */
function localBound(told: Told): Bound {
  const { truth, times, users, limit } = told
  const apps = degraded(told)
  const parts = apps.flatMap((app) =>
    users.map((user) => {
      const known = truth.calls.filter((call) => call.app === app && call.user === user)
      const last = known.filter(({ at }) => at <= times.from && at > times.from - 500).map(({ used }) => used)
      return Math.floor((SHARE * (limit - Math.min(limit, ...last))) / APPS)
    }),
  )
  return { units: total(parts), formula: `0.2 / 4 of what was left, each of ${apps.length}` }
}

/** Of the whole of each budget, its part of the share (I4c). */
function openBound(told: Told): Bound {
  const { users, limit } = told
  const apps = degraded(told).length
  return {
    units: apps * users.length * Math.floor((SHARE * limit) / APPS),
    formula: `0.2 / 4 of the limit, each of ${apps}`,
  }
}

function cutOff(mode: 'local' | 'open', bound: (told: Told) => Bound): NamedFault['tell'] {
  const whenStoreFails = { [mode]: { share: SHARE, processes: APPS } } as { local: object } | { open: object }
  return () =>
    tellStory({
      place: proxied(isDirect),
      apps: APPS,
      settings: () => ({ whenStoreFails }),
      hurt: spendOnBothSides,
      isSpentEarly: true,
      bound,
      hurtApps: [2, 3],
    })
}

export const outages: readonly NamedFault[] = [
  {
    name: 'cut-off-local',
    what: "two of four apps lose sight of Redis (whenStoreFails 'local') while the others spend everything",
    inCi: true,
    tell: cutOff('local', localBound),
  },
  {
    name: 'cut-off-open',
    what: "the same with whenStoreFails 'open'",
    tell: cutOff('open', openBound),
  },
]
