import type { Call } from './call.js'
import type { Clock } from './clock.js'
import { readFields, type Told } from './fields.js'
import { type RefusedCall, readRefusal } from './refusal.js'
import { mergeQuotas, NOT_REFUSED, type Snapshot } from './snapshot.js'
import { type SnapshotStore, snapshotStore } from './snapshot-store.js'
import { type Wait, waitList } from './waits.js'

/** Where the caller stands, as far as responses have told. */
export interface Standing extends SnapshotStore {
  /** @returns how long the server asks to wait before this call is sent again, in ms; undefined when it was answered, or can never pass. */
  read(call: Call, response: Response): Promise<number | undefined>
  /** The refusal that still holds for such a call, shown once more. */
  refusalOf(call: Call): Wait | undefined
  forget(): void
}

export function createStanding(clock: Clock): Standing {
  const store = snapshotStore(clock)
  const { snapshot, update } = store
  const waits = waitList()
  /** Where the call went whose refusal is shown. */
  let shownOf: string | undefined

  function admitted(call: Call, told: Told): void {
    waits.end(call)
    update({ ...newsIn(told, snapshot()), ...(shownOf === call.address ? NOT_REFUSED : {}) })
  }

  function refused(call: Call, { refusal, phase, waitMs, ...reply }: RefusedCall, told: Told | undefined): void {
    const now = clock.now()
    const waitsUntil = waitMs === undefined ? undefined : now + waitMs
    const news = told === undefined ? {} : newsIn(told, snapshot())
    shownOf = call.address
    update({ ...(phase === undefined ? {} : { phase }), ...news, refusal, waitsUntil })
    if (waitsUntil === undefined || isOfOpenCalls(refusal, snapshot())) return
    waits.add(call, { refusal, ...reply, untilMs: waitsUntil })
  }

  return {
    ...store,
    async read(call, response) {
      const refusal = await readRefusal(response).catch(() => undefined)
      const told = readFields(response.headers, clock.now())
      if (refusal !== undefined) refused(call, refusal, told)
      else if (told !== undefined) admitted(call, told)
      return refusal?.waitMs
    },
    refusalOf(call) {
      const wait = waits.find(call, clock.now())
      if (wait !== undefined) {
        shownOf = call.address
        update({ refusal: wait.refusal, waitsUntil: wait.untilMs })
      }
      return wait
    },
    forget() {
      waits.endAll()
      update(NOT_REFUSED)
    },
  }
}

/** What is not told stays as it was. */
function newsIn(told: Told, known: Snapshot): Pick<Snapshot, 'phase' | 'percent' | 'quotas' | 'terms'> {
  return {
    phase: told.phase ?? known.phase,
    percent: told.percent ?? known.percent,
    quotas: told.quotas === undefined ? known.quotas : mergeQuotas(known.quotas, told.quotas),
    terms: told.terms,
  }
}

/** Room comes back as soon as another call ends; the time to wait is only the latest that it can be. */
function isOfOpenCalls({ status, code, violated }: RefusedCall['refusal'], { quotas }: Snapshot): boolean {
  const isOpenCalls = (name: string): boolean => quotas.find((quota) => quota.name === name)?.unit === 'concurrency'
  return status === 429 && code !== undefined && violated.every(isOpenCalls)
}
