import { setTimeout as sleep } from 'node:timers/promises'
import { browsersAt } from './browsers.js'
import { crowd, type Thinning } from './crowd.js'
import { SPEED, type Visit } from './hour.js'
import { type Sighting, Sightings } from './sightings.js'

export interface Replayed {
  /** Calls that were made. */
  readonly calls: number
  /** Responses by their status; 0 for those that never came. */
  readonly statuses: Readonly<Record<number, number>>
  /** Who got which answer of the model, by its id. */
  readonly userOf: ReadonlyMap<string, string>
  /** The first answer of each phase that one of the users got. */
  readonly sightings: readonly Sighting[]
  /** Where the machine could not keep up. */
  readonly thinned: readonly Thinning[]
  /** Real time from the first call to the last answer. */
  readonly seconds: number
  /** Most that a call left too late, in real ms. */
  readonly latestMs: number
}

/** Makes every call at its time, whatever became of those before, and waits for the last answer. */
export async function replay(visits: readonly Visit[], appUrl: string): Promise<Replayed> {
  const browsers = browsersAt(appUrl)
  const users = crowd()
  const statuses: Record<number, number> = {}
  const userOf = new Map<string, string>()
  const sightings = new Sightings()
  const running: Promise<void>[] = []
  let latestMs = 0

  async function make(visit: Visit, dueMs: number): Promise<void> {
    const { status, headers, body } = await browsers.ask(visit, () => {
      const lateMs = performance.now() - dueMs
      latestMs = Math.max(latestMs, lateMs)
      users.left(visit.atMs, lateMs)
    })
    statuses[status] = (statuses[status] ?? 0) + 1
    sightings.see(visit.user, status, headers, body)
    if (status === 200) userOf.set(JSON.parse(body).id, visit.user)
  }

  const begun = performance.now()
  for (const visit of visits) {
    const dueMs = begun + visit.atMs / SPEED
    if (performance.now() < dueMs) await sleep(dueMs - performance.now())
    if (users.has(visit.user)) running.push(make(visit, dueMs))
  }
  await Promise.all(running)
  browsers.close()
  return {
    ...{ statuses, userOf, latestMs },
    calls: running.length,
    sightings: sightings.ofOneUser(),
    thinned: users.thinned,
    seconds: (performance.now() - begun) / 1000,
  }
}
