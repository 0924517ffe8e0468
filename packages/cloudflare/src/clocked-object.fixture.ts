import { BudgetObject } from './budget-object.js'
import type { ObjectState } from './platform.js'
import { storageWith } from './storage-with.fixture.js'

interface TestState extends ObjectState {
  abort(reason: string): void
}

/** What an object keeps. */
export interface Kept {
  readonly keys: readonly string[]
  readonly alarm: number | null
}

/** A BudgetObject that goes by the time in the query, and shows what it keeps. */
export class ClockedObject extends BudgetObject {
  readonly #state: TestState
  readonly #clock: { time: number }

  constructor(state: TestState) {
    const clock = { time: 0 }
    const { storage } = state
    // Where time stands still in the past, the platform's own alarm would come at once.
    const setAlarm = (at: number): Promise<void> => storage.setAlarm(Math.max(at, Date.now() + 3_600_000))
    super({ storage: storageWith(storage, { setAlarm }) }, undefined, { now: () => clock.time })
    this.#state = state
    this.#clock = clock
  }

  override async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/evict') this.#state.abort('Evicted by a test.')
    this.#clock.time = Number(searchParams.get('now') ?? Date.now())
    if (pathname === '/') return super.fetch(request)
    if (pathname === '/alarm') await this.alarm()
    return Response.json(await this.#kept())
  }

  async #kept(): Promise<Kept> {
    const { storage } = this.#state
    return { keys: [...storage.kv.list({ limit: 2_000 })].map(([key]) => key), alarm: await storage.getAlarm() }
  }
}

/** A BudgetObject that is hours late until its alarm rings, which it therefore does at once. */
export class HastyObject extends BudgetObject {
  readonly #clock: { lateMs: number }

  constructor(state: ObjectState) {
    const clock = { lateMs: 7_200_000 }
    super(state, undefined, { now: () => Date.now() - clock.lateMs })
    this.#clock = clock
  }

  override async alarm(): Promise<void> {
    this.#clock.lateMs = 0
    await super.alarm()
  }
}
