import { callOf } from './call.js'
import type { Settings } from './options.js'
import { sleep } from './sleep.js'
import type { Standing } from './standing.js'
import { refuseAgain } from './waits.js'

/** A fetch that tells the standing what it sees, and sends nothing that is known to be refused. */
export function patientFetch({ fetch, clock, maxWaitMs }: Settings, standing: Standing): typeof globalThis.fetch {
  return async function llmLimitFetch(input, init) {
    const call = callOf(fetch, input, init)
    let patienceMs = maxWaitMs
    for (;;) {
      const known = standing.refusalOf(call)
      const knownMs = known === undefined ? undefined : known.untilMs - clock.now()
      const response = known === undefined ? await call.send() : refuseAgain(known, knownMs ?? 0)
      const waitMs = knownMs ?? (await standing.read(call, response))
      const isSpent = known === undefined && !call.isRepeatable
      if (waitMs === undefined || waitMs > patienceMs || isSpent) return response
      patienceMs -= waitMs
      await response.body?.cancel()
      await sleep(clock, waitMs, call.signal)
    }
  }
}
