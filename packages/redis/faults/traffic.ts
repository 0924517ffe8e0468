import { setTimeout as sleep } from 'node:timers/promises'
import type { AppSettings, Report } from './app/settings.js'
import type { Scene } from './fault.js'
import type { Times } from './figures.js'
import type { Fleet } from './fleet.js'
import type { Place } from './place.js'
import { LEASE_MS, type Story } from './story.js'

const BEFORE_MS = 1_500
const RUSH_MS = 20_000

/** What all apps of a story have in common. */
export type CommonSettings = Omit<AppSettings, 'target' | 'diary'>

export function settingsOf<Servers>(story: Story<Servers>): CommonSettings {
  const { users = ['ada', 'bob', 'eve'], limit = 20_000, everyone, org } = story
  const all = limit * users.length
  return {
    ...{ limit, users, everyone: everyone === false ? undefined : all, org: org === true ? all : undefined },
    ...{ whenStoreFails: 'deny', leaseMs: LEASE_MS, skewMs: 0, seed: 0, work: 'mixed' },
  }
}

export async function startApps<Servers>(
  { apps = 3, settings: own }: Story<Servers>,
  place: Place<Servers>,
  fleet: Fleet,
  settings: CommonSettings,
): Promise<void> {
  for (let app = 0; app < apps; app += 1)
    await fleet.add({ ...settings, target: place.target(app), seed: app + 1, ...own?.(app) })
}

/** Apps spend at an even pace, and in the middle of it something happens. */
export async function hurtInTraffic<Servers>(story: Story<Servers>, scene: Scene<Servers>): Promise<Times> {
  const { fleet } = scene
  const start = Date.now()
  const perSecond = (story.perSecond ?? 300) / fleet.apps.length
  await fleet.all({ to: 'pace', perSecond, abandons: true })
  await sleep(BEFORE_MS)
  const from = Date.now()
  await story.hurt(scene)
  const to = Date.now()
  await fleet.all({ to: 'pace', perSecond, abandons: false })
  await sleep(story.afterMs ?? 2_000)
  const end = Date.now()
  await fleet.all({ to: 'rest' })
  return { start, from, to, end }
}

/** All spend until nothing is left; then each once more, since what one held when another was refused came back later. */
export async function spendAll(fleet: Fleet): Promise<readonly Report[]> {
  const reports = [...(await fleet.all({ to: 'rush', withinMs: RUSH_MS }))]
  if (reports.some((report) => report.is === 'rushed' && !report.isFull)) return reports
  for (const app of fleet.apps) reports.push(await app.order({ to: 'rush', withinMs: RUSH_MS }))
  return reports
}
