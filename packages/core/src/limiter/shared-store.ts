import type { Clock } from '../clock.js'
import { type OutageStore, outageStore } from '../outage/outage-store.js'
import type { OutageTotals, Units } from '../outage/tally.js'
import { outageSettings } from '../outage/when-store-fails.js'
import type { Plans } from '../policy/plans.js'
import type { Policy } from '../policy/policy.js'
import { grainOf } from '../policy/quota-list.js'
import type { Store } from '../store/store.js'
import type { Events } from './events.js'

export const NO_OUTAGES: OutageTotals = {
  isDegraded: false,
  outages: 0,
  degradedMs: 0,
  admitted: 0,
  refused: 0,
  units: {},
  dropped: 0,
}

export interface Surroundings {
  readonly clock: Clock
  readonly random: () => number
  readonly newId: () => string
  readonly events: Events
  readonly plans: Plans
}

/** The store of a policy with what is to be done when it fails; outages are told of in the words of the policy. */
export function sharedStore(
  store: Store,
  { whenStoreFails, storeDeadlineMs }: Policy,
  { clock, random, newId, events, plans }: Surroundings,
): OutageStore {
  const shown = shownUnits(plans)
  const guarded = outageStore(store, {
    settings: outageSettings(whenStoreFails, storeDeadlineMs),
    clock,
    random,
    newId,
    listener: {
      degraded: (mode) => events.emit('store-degraded', { whenStoreFails: mode }),
      recovered: (report) => events.emit('store-recovered', { ...report, units: shown(report.units) }),
      bridged: (during, cause) => events.emit('store-failed', { during, cause }),
      dropped: (settlements, units) => events.emit('settlements-dropped', { settlements, units: shown(units) }),
    },
  })
  return {
    ...guarded,
    totals() {
      const totals = guarded.totals()
      return { ...totals, units: shown(totals.units) }
    },
  }
}

/** From sums by counter to sums by name of the quota, in shown units. */
function shownUnits({ tiers, plansOfTier }: Plans): (units: Units) => Units {
  const quotas = new Map(
    tiers.flatMap((tier) =>
      plansOfTier(tier).flatMap((plan) => plan.quotas.map((quota) => [quota.counter, quota] as const)),
    ),
  )
  return (units) => {
    const sums = new Map<string, number>()
    for (const [counter, amount] of Object.entries(units)) {
      const quota = quotas.get(counter)
      if (quota !== undefined) sums.set(quota.name, (sums.get(quota.name) ?? 0) + amount / grainOf(quota.unit))
    }
    return Object.fromEntries(sums)
  }
}
