import { describe, expect, it } from '@jest/globals'
import { fakeClock } from '@llm-limit/testing'
import type { Subject } from '../words.js'
import { type TierOf, tierLookup } from './tiers.js'

const ada = { user: 'ada' }
const down = new Error('The database is down.')

function lookup(tierOf: TierOf | undefined, isPerRequest = false) {
  const clock = fakeClock()
  const asked: Subject[] = []
  const failures: unknown[] = []
  const tiers = tierLookup({
    tierOf:
      tierOf === undefined
        ? undefined
        : (subject) => {
            asked.push(subject)
            return tierOf(subject)
          },
    tiers: ['free', 'pro'],
    defaultTier: 'free',
    clock: { ...clock, isPerRequest },
    onFailure: (cause) => failures.push(cause),
  })
  return { tierOf: tiers.tierOf, clock, asked, failures }
}

describe('the tier of a subject', () => {
  it('is its own, without a look-up', () => {
    const { tierOf, asked } = lookup(() => 'free')
    expect(tierOf({ user: 'ada', tier: 'pro' })).toBe('pro')
    expect(asked).toEqual([])
  })

  it('is looked up by each request where a look-up may go with its request', async () => {
    const { tierOf, asked } = lookup(() => new Promise(() => {}), true)
    for (const _ of [1, 2]) void tierOf(ada)
    expect(asked).toEqual([ada, ada])
  })

  it('is looked up when its own is none of the policy', async () => {
    const { tierOf } = lookup(() => 'pro')
    expect(await tierOf({ user: 'ada', tier: 'gold' })).toBe('pro')
  })

  it('is the default when nobody can tell, or tells undefined', async () => {
    expect(lookup(undefined).tierOf(ada)).toBe('free')
    expect(await lookup(() => undefined).tierOf(ada)).toBe('free')
    expect(await lookup(async () => undefined).tierOf(ada)).toBe('free')
  })

  it('is looked up again a minute after a look-up that threw at once', async () => {
    let asked = 0
    const { tierOf, clock } = lookup(() => {
      asked += 1
      if (asked === 1) throw new Error('The database is down.')
      return 'pro'
    })
    expect(await tierOf(ada)).toBe('free')
    clock.advance(60_000)
    expect(await tierOf(ada)).toBe('pro')
  })

  it('is cached for 60 s and not a ms longer', async () => {
    const { tierOf, clock, asked } = lookup(() => 'pro')
    await tierOf(ada)
    clock.advance(59_999)
    expect(tierOf(ada)).toBe('pro')
    expect(asked).toHaveLength(1)
    clock.advance(1)
    await tierOf(ada)
    expect(asked).toHaveLength(2)
  })

  it('is looked up once for all who ask meanwhile, and once for each user', async () => {
    let answer: (tier: string) => void = () => undefined
    const { tierOf, asked } = lookup(
      ({ user }) =>
        new Promise((resolve) => {
          if (user === 'ada') answer = resolve
          else resolve('free')
        }),
    )
    const asks = Array.from({ length: 50 }, () => tierOf(ada))
    const other = tierOf({ user: 'grace' })
    answer('pro')
    expect(new Set(await Promise.all(asks))).toEqual(new Set(['pro']))
    expect(await other).toBe('free')
    expect(asked.map(({ user }) => user)).toEqual(['ada', 'grace'])
  })

  it('is looked up for each pair of user and organisation', async () => {
    const { tierOf } = lookup(({ org }) => (org === 'acme' ? 'pro' : 'free'))
    expect(await tierOf({ user: 'ada', org: 'acme' })).toBe('pro')
    expect(await tierOf({ user: 'ada', org: 'other' })).toBe('free')
    expect(await tierOf(ada)).toBe('free')
  })

  it('is the default when the first look-up fails, which is told', async () => {
    for (const tierOf of [
      () => Promise.reject(down),
      () => {
        throw down
      },
    ]) {
      const looked = lookup(tierOf)
      expect(await looked.tierOf(ada)).toBe('free')
      expect(looked.failures).toEqual([down])
    }
  })

  it('is the last known one when a later look-up fails, and is not asked for again for 60 s', async () => {
    let isDown = false
    const { tierOf, clock, asked, failures } = lookup(() => (isDown ? Promise.reject(down) : 'pro'))
    await tierOf(ada)
    isDown = true
    clock.advance(60_000)
    expect(await tierOf(ada)).toBe('pro')
    clock.advance(59_999)
    expect(tierOf(ada)).toBe('pro')
    expect([asked.length, failures.length]).toEqual([2, 1])
  })

  it('that the policy does not declare counts as a failed look-up', async () => {
    for (const name of ['gold', 'constructor', '']) {
      const { tierOf, failures } = lookup(() => name)
      expect(await tierOf(ada)).toBe('free')
      expect(failures).toHaveLength(1)
    }
  })

  it('is forgotten, the oldest first, beyond 10,000 subjects', async () => {
    const { tierOf, asked } = lookup(() => 'pro')
    for (let i = 0; i <= 10_000; i += 1) await tierOf({ user: String(i) })
    expect(tierOf({ user: '1' })).toBe('pro')
    await tierOf({ user: '0' })
    expect(asked).toHaveLength(10_002)
  })
})
