import type { Fate } from '../network/fate.js'
import type { Scenario } from '../scenario/scenario.js'
import { type SimulateOptions, simulate } from '../simulate.js'
import { simpler } from './simpler.js'
import { without } from './without.js'

/** A smaller scenario that breaks the same promise: first with less in it, then with simpler things in it. */
export async function shrinkScenario(scenario: Scenario, options: SimulateOptions = {}): Promise<Scenario> {
  const { violation, fates } = await simulate(scenario, { ...options, isTold: true })
  if (violation === undefined) return scenario
  const fails = async (smaller: Scenario): Promise<boolean> =>
    (await simulate(smaller, options)).violation?.invariant === violation.invariant
  const written = withFates(scenario, [...fates])
  let smallest = (await fails(written)) ? written : scenario
  for (let before: Scenario | undefined; before !== smallest; ) {
    before = smallest
    smallest = await simplest(await shortest(smallest, fails), fails)
  }
  return smallest
}

/** Chance written down: what a network fault did to each message. */
function withFates(scenario: Scenario, fates: readonly (readonly [string, Fate])[]): Scenario {
  const faults = scenario.faults.filter((fault) => fault.do !== 'network')
  return { ...scenario, faults, fates: Object.fromEntries(fates) }
}

type Fails = (scenario: Scenario) => Promise<boolean>

async function shortest(scenario: Scenario, fails: Fails): Promise<Scenario> {
  const { requests, faults, fates = {} } = scenario
  const left = await without(requests, async (some) => some.length > 0 && fails({ ...scenario, requests: some }))
  const calmer = await without(faults, (some) => fails({ ...scenario, requests: left, faults: some }))
  const smaller = { ...scenario, requests: left, faults: calmer }
  if (scenario.fates === undefined) return sameOr(scenario, smaller)
  const kept = await without(Object.entries(fates), (some) => fails({ ...smaller, fates: Object.fromEntries(some) }))
  return sameOr(scenario, { ...smaller, fates: Object.fromEntries(kept) })
}

async function simplest(scenario: Scenario, fails: Fails): Promise<Scenario> {
  for (const candidate of simpler(scenario)) if (await fails(candidate)) return simplest(candidate, fails)
  return scenario
}

function sameOr(before: Scenario, after: Scenario): Scenario {
  return JSON.stringify(before) === JSON.stringify(after) ? before : after
}
