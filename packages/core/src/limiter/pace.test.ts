import { describe, expect, it } from '@jest/globals'
import type { Rung } from '../policy/policy.js'
import { admitted, type Bench, benchWith, DAY, denied, HOUR, MINUTE, tokens } from './limiter.fixture.js'

const paced = (...paces: (number | undefined)[]): readonly Rung[] => [
  ...paces.map((pace, i): Rung => ({ at: 100 + 10 * i, phase: 'soft', pace })),
  { at: 120, phase: 'hard' },
]

/** 1,000 tokens a calendar day, of which half has passed at noon. */
function daily(
  ladder: readonly Rung[],
  quota: '1000 tokens / day' | '1000 tokens / hour' = '1000 tokens / day',
): Bench {
  return benchWith({ quotas: [quota], expects: { model: 'dear', outputTokens: 0 }, ladder })
}

async function rungsOf({ ask }: Bench, requests: number): Promise<(number | string)[]> {
  const rungs: (number | string)[] = []
  for (let i = 0; i < requests; i += 1) {
    const decision = await ask({ call: tokens(100) })
    rungs.push(decision.outcome === 'admitted' ? decision.explain().rung : decision.outcome)
    if (decision.outcome === 'admitted') await decision.settle({ inputTokens: 100, outputTokens: 0 })
  }
  return rungs
}

describe('a rung with a pace', () => {
  it('begins where a calendar quota is used faster than its window passes', async () => {
    const bench = daily(paced(0.25))
    expect(await rungsOf(bench, 7)).toEqual([0, 0, 0, 0, 0, 1, 1])
  })

  it('does not begin below its share of the limit, however young the window is', async () => {
    const bench = daily(paced(0.25))
    bench.clock.advance(DAY / 2)
    expect(await rungsOf(bench, 4)).toEqual([0, 0, 1, 1])
  })

  it('ends when time has caught up', async () => {
    const bench = daily(paced(0.25))
    expect(await rungsOf(bench, 6)).toEqual([0, 0, 0, 0, 0, 1])
    bench.clock.advance(DAY / 5)
    expect(await rungsOf(bench, 2)).toEqual([0, 1])
  })

  it('never refuses earlier: the last rung serves up to the hard ceiling', async () => {
    const bench = daily(paced(0.25, 0.25))
    expect(await rungsOf(bench, 13)).toEqual([0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 'denied'])
  })

  it('has each rung before it keep to its own share', async () => {
    const bench = benchWith({
      quotas: ['1000 tokens / day'],
      expects: { model: 'dear', outputTokens: 0 },
      ladder: [
        { at: 50, phase: 'soft', pace: 0.5 },
        { at: 100, phase: 'soft', pace: 0.6 },
        { at: 120, phase: 'hard' },
      ],
    })
    expect(await rungsOf(bench, 7)).toEqual([0, 0, 1, 1, 1, 1, 2])
  })

  it('leaves sliding windows and walls alone', async () => {
    expect(await rungsOf(daily(paced(0.25), '1000 tokens / hour'), 11)).toEqual([...Array(10).fill(0), 1])
    const wall = benchWith({
      quotas: [{ quota: '1000 tokens / day', ladder: 'wall' }],
      expects: { model: 'dear', outputTokens: 0 },
      ladder: paced(0.25),
    })
    expect(await rungsOf(wall, 11)).toEqual([...Array(10).fill(0), 'denied'])
  })

  it('holds for the calls of a request too', async () => {
    const admission = admitted(await daily(paced(0.25)).ask({ call: tokens(100) }))
    const call = await admission.reserve(tokens(550))
    expect(call).toMatchObject({ outcome: 'admitted', phase: 'soft', terms: { model: 'middle' } })
  })

  it('does not change when a refused call would pass: not a millisecond before, and then', async () => {
    for (const ladder of [paced(undefined), paced(0.25)]) {
      const bench = daily(ladder)
      await admitted(await bench.ask({ call: tokens(1_150) })).settle({ inputTokens: 1_150, outputTokens: 0 })
      const { retryAfterMs } = denied(await bench.ask({ call: tokens(100) }))
      expect(retryAfterMs).toBe(DAY / 2)
      bench.clock.advance(retryAfterMs - 1)
      denied(await bench.ask({ call: tokens(100) }))
      bench.clock.advance(1)
      expect(admitted(await bench.ask({ call: tokens(100) })).phase).toBe('normal')
    }
  })

  it('says in its explanation that it began early, and where', async () => {
    const { ask, clock } = daily(paced(0.25))
    await admitted(await ask({ call: tokens(450) })).settle({ inputTokens: 450, outputTokens: 0 })
    clock.advance(HOUR + 12 * MINUTE)
    expect(admitted(await ask({ call: tokens(200) })).explain().why).toBe(
      `admitted on rung 1: 'tokens-per-day' is the tightest at 65 %; by its pace the rung begins at 55 % now`,
    )
    expect(admitted(await daily(paced(0.25)).ask({ call: tokens(50) })).explain().why).not.toContain('pace')
  })
})
