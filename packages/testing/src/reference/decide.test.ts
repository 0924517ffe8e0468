import { describe, expect, test } from '@jest/globals'
import { callOf, fixed, MINUTE, of, perMinute, quota, reservationOf, spend, T0 } from './examples.js'
import { type ReferenceStore, referenceStore } from './reference-store.js'

describe('offers', () => {
  const user = [of('ann', quota('tokens', 1_000, perMinute, { scaled: true }))]
  const offer = (rung: number, cap: number, perOutputToken: number, min = 100) => ({
    rung,
    charges: [{ cap, fixed: 10, perOutputToken }],
    output: { min, max: 100, hold: 50 },
  })

  test('the first offer that fits is granted, and only its expected answer is held', () => {
    const reply = referenceStore().reserve(
      { ...callOf('a', user, 0), offers: [offer(0, 1_000, 10), offer(1, 1_000, 3)] },
      T0,
    )
    expect(reply).toMatchObject({ kind: 'granted', offer: 1, rung: 1, output: 100, used: [160] })
  })

  test('the answer is cut to what the room pays, down to the least that makes sense', () => {
    const call = { ...callOf('a', user, 0), offers: [offer(0, 200, 3, 63)] }
    expect(referenceStore().reserve(call, T0)).toMatchObject({ kind: 'granted', output: 63 })
    expect(referenceStore().reserve({ ...call, offers: [offer(0, 200, 3, 64)] }, T0).kind).toBe('refused')
  })

  test('a weight of 1.5 charges ceil(1.5 x units) and grants as many tokens as that pays', () => {
    const call = { ...callOf('a', user, 0, { weight: 1_500 }), offers: [offer(0, 200, 3, 0)] }
    // 1.5 x (10 + 3 x 41) = 199.5, held for 50 tokens: 1.5 x 160.
    expect(referenceStore().reserve(call, T0)).toMatchObject({ kind: 'granted', output: 41, used: [200] })
  })

  test('from 90 % on the rung last granted is where the next call starts, below it starts anew', () => {
    const store = referenceStore()
    spend(store, 'a', user, 890, T0)
    const offers = [offer(0, 1_000, 2), offer(1, 1_200, 1)]
    expect(store.reserve({ ...callOf('b', user, 0), offers }, T0)).toMatchObject({ rung: 1, used: [950] })
    const cheap = { ...callOf('c', user, 0), offers: [fixed(user, 1), fixed(user, 1, 1)] }
    expect(store.reserve(cheap, T0)).toMatchObject({ offer: 1 })
    expect(store.reserve({ ...cheap, id: 'd', issuedAt: T0 + 2 * MINUTE }, T0 + 2 * MINUTE)).toMatchObject({ offer: 0 })
  })

  test('a conditional quota binds only while the named one is used so far', () => {
    const onlyWhile = { quota: 1, share: 500 }
    const both = [of('ann', quota('dear', 3, perMinute, { onlyWhile }), quota('all', 10, perMinute))]
    const store = referenceStore()
    spend(store, 'a', both, 4, T0)
    spend(store, 'b', both, 1, T0)
    expect(store.reserve(callOf('c', both, 1), T0)).toMatchObject({ kind: 'refused', reason: 'quota' })
  })
})

describe('repeats', () => {
  const user = [of('ann', quota('requests', 100, perMinute, { scaled: true }))]
  const repeat = { fingerprint: 7, factors: [1_000, 1_500, 2_000], windowMs: MINUTE }
  const ask = (store: ReferenceStore, id: string, now: number) => {
    const call = callOf(id, user, 10, { repeat, issuedAt: now })
    const reply = store.reserve(call, now)
    return { factor: 'repeatFactor' in reply ? reply.repeatFactor : 0, reservation: reservationOf(call, reply) }
  }

  test('the same prompt costs more each time until a window after the first has passed', () => {
    const store = referenceStore()
    const factors = ['a', 'b', 'c', 'd'].map((id) => ask(store, id, T0).factor)
    expect(factors).toEqual([1_000, 1_500, 2_000, 2_000])
    expect(store.used(user, T0)).toEqual([65n])
    expect(ask(store, 'e', T0 + MINUTE - 1).factor).toBe(2_000)
    expect(ask(store, 'f', T0 + MINUTE).factor).toBe(1_000)
  })

  test('a failed call does not count', () => {
    const store = referenceStore()
    const { reservation } = ask(store, 'a', T0)
    store.settle(reservation, { charges: [0], estimated: false, failed: true }, T0)
    expect(ask(store, 'b', T0).factor).toBe(1_000)
  })

  test('a refusal says when the factor falls back, and the wait counts on it', () => {
    const store = referenceStore()
    spend(store, 'x', user, 74, T0)
    for (const id of ['a', 'b']) ask(store, id, T0)
    const call = callOf('c', user, 1, { repeat })
    expect(store.reserve(call, T0)).toMatchObject({ kind: 'refused', repeatFactor: 2_000, repeatUntil: T0 + MINUTE })
    expect(store.retryAfter(call, T0)).toBe(MINUTE)
  })
})
