import { expect, it } from '@jest/globals'
import { HOUR, NOON } from '../replay/replay.fixture.js'
import { fewerPeriods } from './fewer-periods.js'

function periodsOf(count: number) {
  return Array.from({ length: count }, (_, i) => {
    return { startMs: NOON + i * HOUR, payers: 1, limitNanoUsd: 10, spentNanoUsd: i }
  })
}

it('keeps as many periods as can be told apart, in their order', () => {
  const periods = periodsOf(192)
  expect(fewerPeriods(periods.toReversed())).toEqual(periods)
})

it('puts neighbours in one where there are more, and loses none of them', () => {
  const fewer = fewerPeriods(periodsOf(400))
  expect(fewer).toHaveLength(134)
  expect(fewer[1]).toEqual({ startMs: NOON + 3 * HOUR, payers: 3, limitNanoUsd: 30, spentNanoUsd: 12 })
  expect(fewer.at(-1)).toEqual({ startMs: NOON + 399 * HOUR, payers: 1, limitNanoUsd: 10, spentNanoUsd: 399 })
})
