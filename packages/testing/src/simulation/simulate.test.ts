import { describe, expect, it } from '@jest/globals'
import { memoryStore } from '@llm-limit/core'
import { drawScenario, type Mode } from './scenario/draw-scenario.js'
import type { Scenario } from './scenario/scenario.js'
import type { MakeStore } from './server/simulated-server.js'
import { shrinkScenario } from './shrink/shrink-scenario.js'
import { simulate } from './simulate.js'

const MODES: readonly Mode[] = ['liveness', 'failover']

describe('a simulated run', () => {
  it.each(MODES)('%s: is the same every time, to the byte, whatever ran before', async (mode) => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const first = await simulate(drawScenario(seed, mode), { isTold: true })
      const again = await simulate(copyOf(drawScenario(seed, mode)), { isTold: true })
      expect(again.history.join('\n')).toBe(first.history.join('\n'))
      expect(first.history.length).toBeGreaterThan(0)
    }
  })

  it.each(MODES)('%s: keeps every promise, and everything that can go wrong does', async (mode) => {
    const seen = new Set<string>()
    for (let seed = 1_000_001; seed <= 1_000_300; seed += 1) {
      const { violation, counts } = await simulate(drawScenario(seed, mode))
      expect([seed, violation]).toEqual([seed, undefined])
      for (const what of counts.keys()) seen.add(what)
    }
    const lossless = [
      'network',
      'cut',
      'freeze',
      'refuse',
      'restart',
      'flush',
      'clock',
      'skew',
      'pause',
      'crash',
      'stop',
    ]
    const losing = mode === 'failover' ? ['failover', 'split', 'evict'] : []
    const harms = [
      'request-lost',
      'reply-lost',
      'refused',
      'broken',
      'resent',
      'doubled',
      'request-held',
      'reply-held',
      'slow',
    ]
    for (const fault of [...lossless, ...losing]) expect(seen).toContain(`fault ${fault}`)
    for (const harm of harms) expect(seen).toContain(`message ${harm}`)
    if (mode === 'failover')
      for (const op of ['reserve', 'settle', 'raise', 'renew']) expect(seen).toContain(`lost ${op}`)
  })
})

describe('a scenario that breaks a promise', () => {
  /** Every id is taken for new. */
  const forgetful: MakeStore = (clock) => {
    const store = memoryStore({ clock })
    return { ...store, reserve: (call) => store.reserve({ ...call, isFresh: true }) }
  }

  it('becomes as small as it gets: few requests, few messages harmed, nothing that does not matter', async () => {
    const scenario = await firstThatFails(forgetful)
    const smallest = await shrinkScenario(scenario, { makeStore: forgetful })
    const { violation } = await simulate(smallest, { makeStore: forgetful })
    expect(violation?.invariant).toBe((await simulate(scenario, { makeStore: forgetful })).violation?.invariant)
    expect(smallest.requests.length).toBeLessThanOrEqual(2)
    expect(smallest.faults.length + Object.keys(smallest.fates ?? {}).length).toBeLessThanOrEqual(3)
    expect(JSON.stringify(await shrinkScenario(scenario, { makeStore: forgetful }))).toBe(JSON.stringify(smallest))
    expect((await simulate(smallest)).violation).toBeUndefined()
  })

  async function firstThatFails(makeStore: MakeStore): Promise<Scenario> {
    for (let seed = 1; seed <= 500; seed += 1) {
      const scenario = drawScenario(seed, 'liveness')
      const { violation } = await simulate(scenario, { makeStore })
      if (violation?.invariant === 'I3') return scenario
    }
    throw new Error('No seed has found it.')
  }
})

/** As it comes back from a file. */
function copyOf(scenario: Scenario): Scenario {
  return JSON.parse(JSON.stringify(scenario))
}
