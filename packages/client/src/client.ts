import { type ClientOptions, readOptions, type Settings } from './options.js'
import { patientFetch } from './patient-fetch.js'
import type { Snapshot } from './snapshot.js'
import { createStanding, type Standing } from './standing.js'
import { readUsage } from './usage.js'

/** Every member works on its own, so that it can be handed on as it is. */
export interface Client {
  /**
   * Takes the place of `fetch`, and reads what responses tell. While a wait runs, a call to the same address is answered with the refusal
   * that is known, unless it may wait (`retry`), or is shorter and that was the advice. Only a refused call that can pass is sent again.
   */
  readonly fetch: typeof globalThis.fetch
  /** Calls the listener after each new snapshot, and as a wait counts down. @returns ends that. */
  readonly subscribe: (listener: () => void) => () => void
  /** The same object until something is new. */
  readonly snapshot: () => Snapshot
  /** Asks the usage route. It never fails: without an answer the snapshot stays as it is. */
  readonly refresh: () => Promise<Snapshot>
  /** Forgets refusal and waits, so that the next call is sent, such as after an upgrade. */
  readonly forget: () => void
}

/** Reads what a guarded server says of budgets. @throws RangeError for an option that cannot be meant. */
export function createClient(options: ClientOptions = {}): Client {
  const settings = readOptions(options)
  const standing = createStanding(settings.clock)
  const { subscribe, snapshot, forget } = standing
  return {
    fetch: patientFetch(settings, standing),
    subscribe,
    snapshot,
    refresh: refresher(settings, standing),
    forget,
  }
}

/** Who asks while an answer is on its way gets that one. */
function refresher({ fetch, usageUrl, clock }: Settings, { update, snapshot }: Standing): () => Promise<Snapshot> {
  let asking: Promise<Snapshot> | undefined

  async function ask(): Promise<Snapshot> {
    const response = await fetch(usageUrl, { headers: { Accept: 'application/json' } })
    const usage = response.ok ? readUsage(await response.text(), clock.now()) : undefined
    if (usage !== undefined) update(usage)
    return snapshot()
  }

  return function refresh() {
    asking ??= ask()
      .catch(snapshot)
      .finally(() => {
        asking = undefined
      })
    return asking
  }
}
