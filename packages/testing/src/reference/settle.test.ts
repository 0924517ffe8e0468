import { describe, expect, test } from '@jest/globals'
import { ID_TTL_MS, LATE_MS, MAX_LEASES, MAX_MARKS } from '@llm-limit/core'
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

describe('lease', () => {
  const user = [of('ann', quota('tokens', 10, bucket(10))), of('all', quota('tokens', 10, bucket(10)))]

  test('ends on the grid of 5 s: the hold goes back and what was observed is charged at that instant', () => {
    const store = referenceStore()
    const reservation = open(store, callOf('a', user, 8, { leaseMs: 58_001 }), T0)
    store.renew(reservation, { leaseMs: 58_001, observed: [4, 4], hold: [9, 9] }, T0)
    const end = T0 + 60_000
    const used = [end - 1, end, end + 5_999, end + 6_000].map((now) => store.used(user, now))
    expect(used).toEqual([
      [9n, 9n],
      [4n, 4n],
      [4n, 4n],
      [3n, 3n],
    ])
  })

  test('a late settlement adds the difference once', () => {
    const store = referenceStore()
    const minutely = [of('ann', quota('requests', 100, perMinute))]
    const reservation = open(store, callOf('a', minutely, 8), T0)
    store.renew(reservation, { leaseMs: MINUTE, observed: [4], hold: [8] }, T0)
    const late = T0 + 2 * MINUTE
    expect(store.settle(reservation, { charges: [9], ...final }, late).kind).toBe('corrected')
    expect(store.used(minutely, late)).toEqual([9n])
    expect(store.settle(reservation, { charges: [9], ...final }, late).kind).toBe('already')
    expect(store.used(minutely, late)).toEqual([9n])
  })

  test('after the time for corrections a settlement changes nothing', () => {
    const store = referenceStore()
    const reservation = open(store, callOf('a', user, 8), T0)
    const end = T0 + MINUTE
    expect(store.settle(reservation, { charges: [9, 9], ...final }, end + LATE_MS).kind).toBe('already')
    expect(store.used(user, end + LATE_MS)).toEqual([0n, 0n])
  })

  test('an estimate is replaced by one final settlement', () => {
    const store = referenceStore()
    const reservation = open(store, callOf('a', user, 8), T0)
    const estimate = { charges: [5, 5], estimated: true, failed: false }
    expect(store.settle(reservation, estimate, T0).kind).toBe('settled')
    expect(store.settle(reservation, estimate, T0).kind).toBe('already')
    expect(store.settle(reservation, { charges: [7, 7], ...final }, T0).kind).toBe('corrected')
    expect(store.used(user, T0)).toEqual([7n, 7n])
  })

  test('a shared record ends leases that a user opened, whoever asks first', () => {
    const store = referenceStore()
    open(store, callOf('a', user, 8), T0)
    const bob = [of('bob', quota('tokens', 10, bucket(10))), of('all', quota('tokens', 10, bucket(10)))]
    expect(store.used(bob, T0)).toEqual([0n, 8n])
    expect(store.retryAfter(callOf('b', bob, 3), T0)).toBe(MINUTE)
    expect(store.reserve(callOf('b', bob, 3, { issuedAt: T0 + MINUTE }), T0 + MINUTE).kind).toBe('granted')
  })

  test(`of one user at most ${MAX_LEASES} are open, and the first to end makes room`, () => {
    const store = referenceStore()
    for (let n = 0; n < MAX_LEASES; n++) open(store, callOf(`r${n}`, user, 0, { leaseMs: MINUTE + n }), T0)
    expect(store.reserve(callOf('more', user, 0), T0)).toMatchObject({ kind: 'refused', reason: 'leases' })
    expect(store.retryAfter(callOf('more', user, 0), T0)).toBe(MINUTE)
  })
})

describe('ids', () => {
  const user = [of('ann', quota('requests', 10, perMinute))]

  test('while open the same id is the same grant and is charged once', () => {
    const store = referenceStore()
    const call = callOf('a', user, 4)
    const first = store.reserve(call, T0)
    expect(store.reserve(call, T0)).toEqual(first)
    expect(store.used(user, T0)).toEqual([4n])
  })

  test('a settled, a released, an ended and a stale id are closed', () => {
    const store = referenceStore()
    spend(store, 'settled', user, 1, T0)
    store.settle(
      reservationOf(callOf('released', user, 1), { kind: 'closed', now: T0 }),
      { charges: [0], ...final },
      T0,
    )
    open(store, callOf('ended', user, 1, { leaseMs: 5_000 }), T0)
    const later = T0 + 5_000
    for (const id of ['settled', 'released', 'ended']) {
      expect(store.reserve(callOf(id, user, 1, { issuedAt: later }), later).kind).toBe('closed')
    }
    expect(store.reserve(callOf('stale', user, 1, { issuedAt: later - ID_TTL_MS - 1 }), later).kind).toBe('closed')
    expect(store.reserve(callOf('fresh', user, 1, { issuedAt: later - ID_TTL_MS }), later).kind).toBe('granted')
  })

  test('a mark dropped before its time closes all ids issued before it was made', () => {
    const store = referenceStore()
    const release = (id: string, now: number) =>
      store.settle(reservationOf(callOf(id, user, 1), { kind: 'closed', now }), { charges: [0], ...final }, now)
    for (let n = 0; n <= MAX_MARKS; n++) release(`r${n}`, T0 + n)
    const now = T0 + MAX_MARKS
    expect(store.reserve(callOf('r0', user, 1, { issuedAt: T0 - 1 }), now).kind).toBe('closed')
    expect(store.reserve(callOf('new', user, 1, { issuedAt: T0 }), now).kind).toBe('granted')
  })

  test('a raise takes more once a step, within the cap', () => {
    const store = referenceStore()
    const reservation = open(store, callOf('a', user, 4), T0)
    const step = { step: 1, leaseMs: MINUTE, offers: [fixed(user, 6)], taken: [4] }
    expect(store.raise(reservation, step, T0)).toMatchObject({ kind: 'granted', used: [10] })
    expect(store.raise(reservation, step, T0)).toMatchObject({ kind: 'granted', used: [10] })
    expect(store.raise(reservation, { ...step, step: 2, taken: [5] }, T0)).toMatchObject({ kind: 'refused' })
  })
})

describe('clock', () => {
  const user = [of('ann', quota('tokens', 10, bucket(10)))]

  test('an hour back gives nothing back and takes nothing', () => {
    const store = referenceStore()
    spend(store, 'a', user, 10, T0)
    expect(store.used(user, T0 - 3_600_000)).toEqual([10n])
    expect(store.time(user, T0 - 3_600_000)).toBe(T0)
  })

  test('a refusal does not move it', () => {
    const store = referenceStore()
    spend(store, 'a', user, 10, T0)
    store.reserve(callOf('b', user, 11, { issuedAt: T0 + MINUTE }), T0 + MINUTE)
    expect(store.time(user, T0)).toBe(T0)
  })
})

describe('reset', () => {
  test('forgets what was settled, keeps what is held, and a later correction stops at 0', () => {
    const store = referenceStore()
    const user = [of('ann', quota('tokens', 100, perMinute), quota('money', 100, calendar(T0, MINUTE)))]
    const held = open(store, callOf('a', user, 3), T0)
    const late = open(store, callOf('b', user, 9), T0)
    store.settle(late, { charges: [9, 9], estimated: true, failed: false }, T0)
    store.reset(user, T0)
    expect(store.used(user, T0)).toEqual([3n, 3n])
    store.settle(late, { charges: [1, 1], ...final }, T0)
    expect(store.used(user, T0)).toEqual([3n, 3n])
    expect(store.settle(held, { charges: [3, 3], ...final }, T0).kind).toBe('settled')
  })

  test('takes no amount that is none, and changes nothing by it', () => {
    const store = referenceStore()
    const user = [of('ann', quota('tokens', 100, perMinute))]
    const reservation = open(store, callOf('a', user, 3), T0)
    for (const bad of [-1, 1.5, 2 ** 52, Number.NaN]) {
      expect(() => store.settle(reservation, { charges: [bad], ...final }, T0)).toThrow('not an integer')
    }
    expect(store.held(user, T0)).toEqual([3n])
  })
})
