import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { fairQueue, type Waiting } from './fair-queue.js'

const waiting = (user: string, cost = 1): Waiting => ({ user, cost })

function served(items: readonly Waiting[], most: number, weightOf = (_: string) => 1): string[] {
  const queue = fairQueue<Waiting>(weightOf)
  for (const item of items) queue.add(item)
  const users: string[] = []
  for (let item = queue.first(); item !== undefined && users.length < most; item = queue.first()) {
    queue.remove(item, true)
    users.push(item.user)
  }
  return users
}

describe('a fair queue', () => {
  it('takes turns among users, however many one of them has waiting', () => {
    const many = Array.from({ length: 100 }, () => waiting('heavy'))
    expect(served([...many, waiting('light'), waiting('light')], 5)).toEqual([
      'heavy',
      'light',
      'heavy',
      'light',
      'heavy',
    ])
  })

  it('keeps the order of one user', () => {
    const items = [waiting('a', 3), waiting('a', 1), waiting('a', 2)]
    const queue = fairQueue<Waiting>(() => 1)
    for (const item of items) queue.add(item)
    const order = items.map(() => {
      const next = queue.first()
      if (next !== undefined) queue.remove(next, true)
      return next
    })
    expect(order).toEqual(items)
    expect([queue.length, queue.first()]).toEqual([0, undefined])
  })

  it('counts what a turn costs: who asks for much gets fewer turns', () => {
    const items = Array.from({ length: 40 }, () => [waiting('big', 10), waiting('small', 1)]).flat()
    const users = served(items, 22)
    expect(users.filter((user) => user === 'big').length).toBeLessThanOrEqual(3)
  })

  it('gives twice the share for twice the weight', () => {
    const items = Array.from({ length: 60 }, () => [waiting('gold'), waiting('plain')]).flat()
    const users = served(items, 30, (user) => (user === 'gold' ? 2 : 1))
    expect(users.filter((user) => user === 'gold')).toHaveLength(20)
  })

  it('lets nobody save up turns by staying away', () => {
    const queue = fairQueue<Waiting>(() => 1)
    for (let i = 0; i < 200; i += 1) queue.add(waiting('busy'))
    for (let i = 0; i < 100; i += 1) {
      const next = queue.first()
      if (next !== undefined) queue.remove(next, true)
    }
    for (let i = 0; i < 50; i += 1) queue.add(waiting('late'))
    const users: string[] = []
    for (let i = 0; i < 20; i += 1) {
      const next = queue.first()
      if (next === undefined) break
      users.push(next.user)
      queue.remove(next, true)
    }
    expect(users.filter((user) => user === 'late').length).toBeLessThanOrEqual(11)
  })

  it('charges nothing for a turn that was given up', () => {
    const queue = fairQueue<Waiting>(() => 1)
    const [first, second] = [waiting('a', 1_000), waiting('a', 1)]
    queue.add(first)
    queue.add(second)
    queue.add(waiting('b', 1))
    queue.remove(first, false)
    expect(queue.first()).toBe(second)
  })

  it('tells beforehand in which order it serves', () => {
    const queue = fairQueue<Waiting>((user) => (user === 'gold' ? 2 : 1))
    for (let i = 0; i < 9; i += 1)
      for (const user of ['gold', 'plain', 'big']) queue.add(waiting(user, user === 'big' ? 7 : 2))
    const told = queue.inTurn().map(({ item }) => item)
    const order: Waiting[] = []
    for (let item = queue.first(); item !== undefined; item = queue.first()) {
      queue.remove(item, true)
      order.push(item)
    }
    expect(told).toEqual(order)
  })

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('takes a weight of %p for 1', (weight) => {
    const items = Array.from({ length: 10 }, () => [waiting('odd'), waiting('plain')]).flat()
    const users = served(items, 10, (user) => (user === 'odd' ? weight : 1))
    expect(users.filter((user) => user === 'odd')).toHaveLength(5)
  })

  it('never serves two users who always wait further apart than one turn of each', () => {
    const costs = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 30, maxLength: 60 })
    fc.assert(
      fc.property(costs, costs, fc.integer({ min: 1, max: 29 }), (a, b, turns) => {
        const queue = fairQueue<Waiting>(() => 1)
        for (const cost of a) queue.add(waiting('a', cost))
        for (const cost of b) queue.add(waiting('b', cost))
        const got = { a: 0, b: 0 }
        for (let i = 0; i < turns; i += 1) {
          const next = queue.first()
          if (next === undefined) break
          got[next.user as 'a' | 'b'] += next.cost
          queue.remove(next, true)
        }
        expect(Math.abs(got.a - got.b)).toBeLessThanOrEqual(100)
      }),
    )
  })
})
