import { describe, expect, it } from '@jest/globals'
import { ConfigError } from '@llm-limit/core'
import { readTarget } from './read-target.js'

describe('a target', () => {
  it('holds goals of several tiers, and what may be spent', () => {
    const text = 'free: 95 % of users never refused; pro:99.5% of requests served in full;spend <= $500 / month'
    expect(readTarget(text)).toEqual({
      goals: [
        { tier: 'free', kind: 'never-refused', share: 0.95 },
        { tier: 'pro', kind: 'in-full', share: 0.995 },
      ],
      spend: { nanoUsd: 500_000_000_000, period: 'month' },
    })
  })

  it('may have both kinds of goals for one tier, no spend, and a tier of the name spend', () => {
    const text = 'spend: 90 % of users never refused; spend: 80 % of requests served in full'
    expect(readTarget(text)).toEqual({
      goals: [
        { tier: 'spend', kind: 'never-refused', share: 0.9 },
        { tier: 'spend', kind: 'in-full', share: 0.8 },
      ],
      spend: undefined,
    })
  })

  it.each([
    [
      'free: 95 % of user never refused',
      15,
      `there is 'user' where 'users never refused' or 'requests served in full'`,
    ],
    ['free: 95 % of users ever refused', 21, `there is 'ever' where 'never' is needed`],
    ['free: 95 users never refused', 10, `there is 'users' where '%' is needed`],
    ['free: most of users', 7, `there is 'most' where a number`],
    ['free: 101 % of users never refused', 7, '101 % is not above 0 % and at most 100 %'],
    ['free: 95 % of users never', 26, `the text ends where 'refused' is needed`],
    ['free 95 % of users never refused', 1, `there is 'free' where a tier and ':'`],
    ['free: 95 % of users never refused, spend <= $5 / day', 34, `there is ',' where ';' or the end`],
    ['free: 9 % of users never refused; spend < $5 / day', 41, `there is '<' where '<='`],
    ['free: 9 % of users never refused; spend <= 5 / day', 44, `there is '5' where an amount, such as '$500',`],
    ['free: 9 % of users never refused; spend <= $0 / day', 44, 'nothing can be served for $0'],
    ['free: 9 % of users never refused; spend <= $5 / week', 49, `there is 'week' where 'month', 'day' or 'hour'`],
    [
      'a: 9 % of users never refused; a: 8 % of users never refused',
      32,
      `'a: N % of users never refused' is said twice`,
    ],
    ['a: 9 % of users never refused; spend <= $1 / day; spend <= $2 / day', 51, `'spend' is said twice`],
    ['free: 9 % of users never refused;', 34, 'the text ends where a tier'],
    ['spend <= $5 / day', 1, 'nothing says what users are to get'],
    ['', 1, 'the text ends where a tier'],
  ])('says what is wrong, and in which column: %s', (text, column, told) => {
    expect(() => readTarget(text)).toThrow(ConfigError)
    expect(() => readTarget(text)).toThrow(`Target, column ${column}: ${told}`)
  })
})
