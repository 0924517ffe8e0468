import type { Bound } from './fault.js'
import type { Told } from './story.js'
import { total } from './truth.js'

/** Everything that was written before the fault may be gone: what users had used then comes once more. */
export function spentBefore({ truth, times }: Told): Bound {
  const before = truth.calls.filter(({ at }) => at <= times.to)
  return { units: total(before.map(({ spent }) => spent)), formula: 'all that was used before' }
}

/** Writes that were acknowledged and had not reached the replica that was promoted (I4d); with the recommended settings so little. */
export function lostInFailover({ users, limit }: Told): Bound {
  return { units: Math.floor((users.length * limit) / 1_000), formula: '0.1 % of the limit' }
}

/** What streams of a killed app had sent since the store was last told (I4e). */
export function streamedUntold(app: number): (told: Told) => Bound {
  return ({ truth }) => {
    const cut = truth.calls.filter((call) => call.app === app && call.state === 'open')
    return {
      units: total(cut.map(({ spent, renewed }) => spent - renewed)),
      formula: 'streamed since the last renewal',
    }
  }
}

/** What calls of a frozen app hold: others may spend it once their leases have ended. */
export function heldWhenFrozen(app: number): (told: Told) => Bound {
  return ({ truth, times }) => {
    const open = truth.calls.filter((call) => call.app === app && call.at <= times.from && call.state === 'settled')
    const late = open.filter(({ settledAt }) => settledAt >= times.from)
    return { units: total(late.map(({ held }) => held)), formula: 'held by the frozen app' }
  }
}
