import { describe, expect, test } from '@jest/globals'
import {
  bucket,
  calendar,
  callOf,
  final,
  fixed,
  MINUTE,
  of,
  open,
  perMinute,
  quota,
  reservationOf,
  spend,
  T0,
} from './examples.js'
import { referenceStore } from './reference-store.js'

describe('bucket', () => {
  const user = [of('ann', quota('tokens', 10, bucket(10)))]

  test('a debt of 10 drains by one each 6 s, and a started unit counts whole', () => {
    const store = referenceStore()
    spend(store, 'a', user, 10, T0)
    const used = [0, 5_999, 6_000, 59_999, 60_000].map((wait) => Number(store.used(user, T0 + wait)[0]))
    expect(used).toEqual([10, 10, 9, 1, 0])
  })

  test('refuses what does not fit and says to the millisecond when it will', () => {
    const store = referenceStore()
    spend(store, 'a', user, 10, T0)
    const call = callOf('b', user, 3)
    expect(store.reserve(call, T0).kind).toBe('refused')
    expect(store.retryAfter(call, T0)).toBe(18_000)
    expect(store.reserve(call, T0 + 17_999).kind).toBe('refused')
    expect(store.reserve(call, T0 + 18_000).kind).toBe('granted')
  })

  test('what is above every cap is never admitted', () => {
    expect(referenceStore().retryAfter(callOf('a', user, 11), T0)).toBe('never')
  })

  test('10k a minute drained 20 % beyond lets 22k through in its first minute and not one more', () => {
    const store = referenceStore()
    const everyone = [of('all', quota('tokens', 10_000, bucket(10_000)))]
    let settled = 0
    for (let wait = 0; wait < MINUTE; wait += 100) {
      const call = callOf(`r${wait}`, everyone, 0, { issuedAt: T0 + wait })
      const units = 12_000 - Number(store.used(everyone, T0 + wait)[0])
      const offers = [{ ...fixed(everyone, units), charges: [{ cap: 12_000, fixed: units, perOutputToken: 0 }] }]
      const reservation = open(store, { ...call, offers }, T0 + wait)
      store.settle(reservation, { charges: [units], ...final }, T0 + wait)
      settled += units
    }
    expect(settled).toBeGreaterThan(21_900)
    expect(settled).toBeLessThanOrEqual(22_000)
  })

  test('a window above 2^26 ms drains by whole seconds', () => {
    const store = referenceStore()
    const aging = { algorithm: 'bucket', windowMs: 100_000_000, refill: 100_000 } as const
    const month = [of('ann', quota('tokens', 10, aging))]
    spend(store, 'a', month, 10, T0 + 1)
    expect([998, 999, 1_999].map((wait) => Number(store.used(month, T0 + 1 + wait)[0]))).toEqual([10, 9, 8])
  })
})

describe('sliding window', () => {
  const user = [of('ann', quota('requests', 5, perMinute))]

  test('a sub-bucket of 1 s counts until 61 have begun after it', () => {
    const store = referenceStore()
    spend(store, 'a', user, 5, T0 + 500)
    expect([60_999, 61_000].map((wait) => Number(store.used(user, T0 + wait)[0]))).toEqual([5, 0])
    expect(store.retryAfter(callOf('b', user, 1), T0 + 500)).toBe(60_500)
  })

  test('no minute sees more than the limit, however greedy the caller', () => {
    const store = referenceStore()
    const settledAt: number[] = []
    for (let wait = 0; wait < 5 * MINUTE; wait += 777) {
      const call = callOf(`r${wait}`, user, 1, { issuedAt: T0 + wait })
      const reply = store.reserve(call, T0 + wait)
      if (reply.kind !== 'granted') continue
      store.settle(reservationOf(call, reply), { charges: [1], ...final }, T0 + wait)
      settledAt.push(wait)
    }
    expect(settledAt.length).toBeGreaterThan(20)
    for (const from of settledAt) {
      expect(settledAt.filter((at) => at >= from && at < from + MINUTE).length).toBeLessThanOrEqual(5)
    }
  })

  test('a correction is taken from the newest sub-bucket first', () => {
    const store = referenceStore()
    spend(store, 'a', user, 2, T0)
    const late = open(store, callOf('b', user, 2), T0 + 2_000)
    store.settle(late, { charges: [2], estimated: true, failed: false }, T0 + 2_000)
    store.settle(late, { charges: [1], ...final }, T0 + 3_000)
    expect([60_999, 61_000].map((wait) => Number(store.used(user, T0 + wait)[0]))).toEqual([3, 1])
  })
})

describe('calendar', () => {
  const day = 86_400_000
  const user = [of('ann', quota('money', 100, calendar(T0, day))), of('all', quota('money', 100, calendar(T0, day)))]

  test('a new period starts at 0, without what is still held from the old one', () => {
    const store = referenceStore()
    spend(store, 'a', user, 30, T0)
    open(store, callOf('b', user, 50, { issuedAt: T0 + day - 1, leaseMs: day }), T0 + day - 1)
    expect(store.used(user, T0 + day - 1)).toEqual([80n, 80n])
    expect(store.used(user, T0 + day)).toEqual([0n, 0n])
    expect(store.held(user, T0 + day)).toEqual([0n, 0n])
  })

  test('a call across midnight settles into its own day or nowhere', () => {
    const store = referenceStore()
    const reservation = open(store, callOf('a', user, 50, { issuedAt: T0 + day - 1, leaseMs: day }), T0 + day - 1)
    spend(store, 'b', user, 1, T0 + day)
    expect(store.settle(reservation, { charges: [50, 50], ...final }, T0 + day + 1).kind).toBe('settled')
    expect(store.used(user, T0 + day + 1)).toEqual([1n, 1n])
  })

  test('a full day is worth a try again at midnight', () => {
    const store = referenceStore()
    spend(store, 'a', user, 100, T0 + 1)
    expect(store.retryAfter(callOf('b', user, 1), T0 + 1)).toBe(day - 1)
  })

  test('outside of the three periods that the call knows, it asks for others', () => {
    const store = referenceStore()
    expect(store.reserve(callOf('a', user, 1), T0 + 2 * day)).toEqual({ kind: 'period', now: T0 + 2 * day })
    expect(store.reserve(callOf('a', user, 1), T0 - day - 1).kind).toBe('period')
    expect(store.reserve(callOf('a', user, 1), T0 - day).kind).toBe('granted')
  })
})
