import { describe, expect, it } from '@jest/globals'
import { createLimiter, InvalidCallError, type Policy, type Subject } from '@llm-limit/core'
import { providerGuard } from '@llm-limit/http'
import { fakeClock } from '@llm-limit/testing'
import { objectOf } from './object-of.js'
import { type PlacedStore, placedStore } from './placed-store.fixture.js'

const SUBJECTS: readonly Subject[] = [
  { user: 'ada', tier: 'free' },
  { user: 'ada', tier: 'paid' },
  { user: 'ada', org: 'acme', tier: 'free' },
  { user: 'ada', org: 'acme', tier: 'paid' },
  { user: 'bob', org: 'acme', tier: 'paid' },
]

/** Of two tiers one has quotas of the organisation, and one of an operation. */
const TIERS: Policy = {
  tiers: {
    free: { quotas: ['100 requests / day'], operations: { chat: ['50 requests / hour'] } },
    paid: { quotas: ['1000 requests / hour', { quota: '2000 requests / day', scope: 'org' }] },
  },
  defaultTier: 'free',
  operations: { chat: {} },
}
const EVERYONE: Policy = { ...TIERS, everyone: [{ quota: '5000 requests / day', perUser: 0.5 }] }

/** Does whatever a limiter does with a store, an outage included. */
async function useAll(policy: Policy): Promise<PlacedStore> {
  const clock = fakeClock()
  const store = placedStore(clock)
  const limiter = createLimiter({ ...policy, clock, store, whenStoreFails: { local: { share: 1 } } })
  for (const subject of SUBJECTS) {
    for (const operation of ['chat', undefined]) {
      const decision = await limiter.reserve({ subject, ...(operation === undefined ? {} : { operation }) })
      if (decision.outcome !== 'admitted') throw new Error(decision.outcome)
      decision.keepAlive()
      await decision.reserve({ inputTokens: 10, maxOutputTokens: 100_000 })
      await clock.advanceAsync(30_000)
      await decision.end('finished')
    }
    await limiter.usage(subject)
    await limiter.reset(subject)
    store.isDown = true
    const local = await limiter.reserve({ subject })
    if (local.outcome !== 'admitted') throw new Error(local.outcome)
    await local.settle({ inputTokens: 1, outputTokens: 1 })
    await local.end('finished')
    store.isDown = false
    await clock.advanceAsync(5_000)
  }
  await limiter.close()
  return store
}

function placesOf({ places }: PlacedStore): Record<string, string[]> {
  return Object.fromEntries([...places].map(([key, names]) => [key, [...names]]))
}

describe('the object of a call', () => {
  it('is the same for whatever is asked of a key: that of the user, or of the organisation', async () => {
    const store = await useAll(TIERS)
    expect(placesOf(store)).toEqual({
      'llm:{u:ada}': ['llm:{u:ada}'],
      'llm:{u:ada}op:chat': ['llm:{u:ada}'],
      'llm:{u:ada}org': ['llm:{u:ada}'],
      'llm:{o:acme}': ['llm:{o:acme}'],
      'llm:{o:acme}u:ada': ['llm:{o:acme}'],
      'llm:{o:acme}u:adaop:chat': ['llm:{o:acme}'],
      'llm:{o:acme}u:bob': ['llm:{o:acme}'],
    })
    // A reset asks for some of what a call touches; after an outage each is asked for alone.
    const both = 'llm:{o:acme}u:bob llm:{o:acme}'
    for (const what of ['reserve', 'raise', 'renew', 'settle', 'peek']) expect(store.asked).toContain(`${what} ${both}`)
    for (const what of ['reset llm:{o:acme}u:bob', 'reserve llm:{o:acme}', 'settle llm:{o:acme}'])
      expect(store.asked).toContain(what)
  })

  it('is one for all where a quota counts for everyone', async () => {
    const store = await useAll(EVERYONE)
    expect(new Set(Object.values(placesOf(store)).flat())).toEqual(new Set(['llm:{everyone}']))
    const all = 'llm:{o:acme}u:bob llm:{everyone} llm:{o:acme}'
    for (const what of ['reserve', 'raise', 'renew', 'settle', 'peek']) expect(store.asked).toContain(`${what} ${all}`)
    for (const what of ['reset llm:{o:acme}u:bob', 'reserve llm:{o:acme}u:bob', 'settle llm:{everyone}'])
      expect(store.asked).toContain(what)
  })

  it('is one for each key and model of a provider', async () => {
    const clock = fakeClock()
    const store = placedStore(clock)
    const answer = async (): Promise<Response> => Response.json({ choices: [] })
    const guard = providerGuard({ clock, store, fetch: answer, limits: { 'gpt-5*': ['60 requests / minute'] } })
    for (const model of ['gpt-5', 'gpt-5-mini', 'gpt-5']) {
      const body = JSON.stringify({ model, messages: [] })
      await guard.fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body })
    }
    const names = Object.values(placesOf(store))
    expect(names.every((places) => places.length === 1)).toBe(true)
    expect(new Set(names.flat()).size).toBe(2)
  })

  it('is that which the call itself names, and never two', () => {
    const of = (key: string, together?: string) => ({ key, quotas: [], together })
    expect(objectOf([of('a', 'all'), of('b', 'all')])).toBe('all')
    expect(objectOf([of('without braces')])).toBe('without braces')
    expect(() => objectOf([of('llm:{u:ada}'), of('llm:{everyone}')])).toThrow(InvalidCallError)
  })
})
