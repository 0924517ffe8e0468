import { describe, expect, it } from '@jest/globals'
import { noCount } from '../findings/count.js'
import type { UserReport } from '../findings/report.js'
import { seededRandom } from '../replay/seeded-random.js'
import { checkOf, goalAim } from './check.js'
import { bootstrap } from './interval.js'
import { goalMeasure, spendMeasure } from './measure.js'

function usersOf(count: number, refused: number, more: Partial<UserReport> = {}): UserReport[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ ...noCount(), user: `user-${i}`, org: undefined, tier: 'free', requests: 2, full: 2 },
    ...{ refusals: i < refused ? 1 : 0, ...more },
  }))
}

const GOAL = { tier: 'free', kind: 'never-refused', share: 0.9 } as const

describe('how sure a figure is', () => {
  it('is an interval in which the truth of the population lies in about 95 of 100 samples', () => {
    const random = seededRandom(3)
    let covered = 0
    for (let trial = 0; trial < 100; trial += 1) {
      const refused = Array.from({ length: 30 }, () => random()).filter((each) => each < 0.2).length
      const { low, high } = bootstrap(goalMeasure(GOAL), usersOf(30, refused), trial)
      if (low <= 0.8 && high >= 0.8) covered += 1
    }
    expect(covered).toBeGreaterThan(85)
    expect(covered).toBeLessThan(100)
  })

  it('is the same for the same seed', () => {
    const users = usersOf(50, 7).map((user, i) => ({ ...user, spentNanoUsd: i ** 3 }))
    const measure = spendMeasure({ nanoUsd: 1, period: 'day' }, { firstMs: 0, lastMs: 86_400_000 }, 50)
    expect(bootstrap(measure, users, 1)).toEqual(bootstrap(measure, users, 1))
    expect(bootstrap(measure, users, 1)).not.toEqual(bootstrap(measure, users, 2))
  })

  it.each([
    [0, { low: 0.97, high: 1 }, 'met'],
    [6, { low: 0.88, high: 0.98 }, 'likely'],
    [12, { low: 0.82, high: 0.93 }, 'unlikely'],
    [40, { low: 0.52, high: 0.69 }, 'missed'],
  ])('%d refused of 100, and 90 %% wanted', (refused, { low, high }, verdict) => {
    const check = checkOf(goalAim(GOAL), usersOf(10, 1), usersOf(100, refused), 1)
    expect(check).toMatchObject({ verdict, fitted: { users: 10, value: 0.9 }, heldBack: { users: 100 } })
    expect(check.heldBack.value).toBeCloseTo(1 - refused / 100)
    expect(Math.abs(check.heldBack.interval.low - low)).toBeLessThan(0.03)
    expect(Math.abs(check.heldBack.interval.high - high)).toBeLessThan(0.03)
  })

  it('leaves open what so few users cannot show, though none of them was refused', () => {
    const check = checkOf(goalAim(GOAL), usersOf(10, 0), usersOf(20, 0), 1)
    expect(check).toMatchObject({ verdict: 'likely', heldBack: { value: 1, interval: { low: 0.85, high: 1 } } })
  })

  it('scales spend to all users and to the whole period', () => {
    const span = { firstMs: 0, lastMs: 7_200_000 }
    const measure = spendMeasure({ nanoUsd: 1, period: 'day' }, span, 300)
    const { low, high } = bootstrap(measure, usersOf(100, 0, { spentNanoUsd: 2_000 }), 1)
    expect([low, high]).toEqual([7_200_000, 7_200_000])
  })

  it('counts requests in full of one tier alone', () => {
    const half = checkOf(
      goalAim({ tier: 'free', kind: 'in-full', share: 0.5 }),
      usersOf(10, 0),
      [...usersOf(40, 0), ...usersOf(40, 0, { full: 0 }), ...usersOf(99, 0, { tier: 'pro', full: 0 })],
      1,
    )
    expect(half.heldBack).toMatchObject({ users: 80, value: 0.5 })
  })

  it('needs somebody who was held back', () => {
    expect(() => checkOf(goalAim(GOAL), usersOf(3, 0), [], 1)).toThrow(
      `'free: users never refused' cannot be checked: of 3 users none is held back.`,
    )
  })
})
