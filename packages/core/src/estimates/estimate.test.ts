import { describe, expect, it } from '@jest/globals'
import { Estimate } from './estimate.js'

const RATES = { input: 1, output: 8 }

/** The same lengths for the same seed: lognormal, around `median`. */
function lengths(count: number, median: number, seed = 7): number[] {
  let state = seed
  const random = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return (state + 1) / 2_147_483_649
  }
  const normal = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
  return Array.from({ length: count }, () => Math.max(1, Math.round(median * Math.exp(0.6 * normal()))))
}

function answered(outputTokens: number, more: { inputTokens?: number; real?: number; isCut?: boolean } = {}) {
  const { inputTokens = 500, real = inputTokens, isCut = false } = more
  const tokens = { estimatedInput: inputTokens, inputTokens: real, outputTokens }
  return { door: 'call' as const, ...tokens, isCut, rates: RATES }
}

function taught(count: number, median: number, quantile = 0.99): Estimate {
  const estimate = new Estimate(1_024, quantile, false)
  for (const length of lengths(count, median)) estimate.learn(answered(length))
  return estimate
}

describe('the estimate of an operation', () => {
  it('holds what is expected until five answers have ended', () => {
    const estimate = new Estimate(600, 0.99, false)
    for (let i = 0; i < 4; i += 1) {
      estimate.learn(answered(10))
      expect(estimate.answerTo(500)).toMatchObject({ hold: 600, usual: 600 })
    }
    estimate.learn(answered(10))
    expect(estimate.answerTo(500).hold).toBeLessThan(600)
  })

  it('learns the quantile that is wanted', () => {
    const sorted = lengths(3_000, 200).sort((a, b) => a - b)
    for (const quantile of [0.5, 0.9, 0.99]) {
      const truth = sorted[Math.floor(quantile * sorted.length)] ?? 0
      const { hold, usual } = taught(3_000, 200, quantile).answerTo(500)
      expect(hold / truth).toBeGreaterThan(0.85)
      expect(hold / truth).toBeLessThan(1.2)
      expect(usual).toBeGreaterThanOrEqual(hold)
    }
  })

  it('tells inputs of different sizes apart, and knows of a new size what it knows of all', () => {
    const estimate = new Estimate(1_024, 0.99, false)
    for (const length of lengths(500, 40)) estimate.learn(answered(length, { inputTokens: 50 }))
    for (const length of lengths(500, 400)) estimate.learn(answered(length, { inputTokens: 5_000 }))
    const [short, long, unseen] = [50, 5_000, 400_000].map((input) => estimate.answerTo(input).hold)
    expect(short).toBeLessThan(300)
    expect(long).toBeGreaterThan(900)
    expect(unseen).toBeGreaterThan(900)
  })

  it('does not shrink because answers are cut, however long they are', () => {
    const estimate = taught(1_000, 200)
    const before = estimate.answerTo(500).hold
    for (const length of lengths(10_000, 200, 99))
      estimate.learn(length >= 250 ? answered(250, { isCut: true }) : answered(length))
    expect(estimate.answerTo(500).hold).toBeGreaterThan(0.8 * before)
    expect(estimate.answerTo(500).hold).toBeLessThan(1.25 * before)
  })

  it('does not shrink in a circle: cut at half of what is held, again and again', () => {
    const estimate = taught(1_000, 200)
    const before = estimate.answerTo(500).hold
    for (const length of lengths(10_000, 200, 99)) {
      const cap = Math.ceil(estimate.answerTo(500).usual / 2)
      estimate.learn(length >= cap ? answered(cap, { isCut: true }) : answered(length))
    }
    expect(estimate.answerTo(500).hold).toBeGreaterThan(0.8 * before)
    expect(estimate.answerTo(500).hold).toBeLessThan(1.25 * before)
  })

  it('follows answers that get longer, tells so once, and then holds enough', () => {
    const estimate = taught(2_000, 100)
    const drifts = lengths(1_000, 300).flatMap((length) => estimate.learn(answered(length)) ?? [])
    expect(drifts).toHaveLength(1)
    expect(drifts[0]).toBeLessThan(0.85)
    const misses = lengths(1_000, 300, 5).filter((length) => length > estimate.answerTo(500).hold)
    expect(misses.length).toBeLessThan(30)
  })

  it('tells of no drift where there is none', () => {
    const estimate = new Estimate(1_024, 0.99, false)
    const drifts = lengths(20_000, 200).flatMap((length, i) =>
      i < 500 ? [] : (estimate.learn(answered(length)) ?? []),
    )
    expect(drifts).toEqual([])
  })
})

describe('the correction of estimated inputs', () => {
  it('is none where counts are exact, and none from a single call that is far off', () => {
    const estimate = taught(100, 200)
    expect(estimate.correction('call')).toBe(1)
    estimate.learn(answered(10, { inputTokens: 900_000, real: 1 }))
    expect(estimate.correction('call')).toBe(1)
  })

  it('is the middle of what was seen, at most twice and at least half, by door', () => {
    for (const [share, factor] of [
      [0.8, 0.8],
      [1.3, 1.3],
      [9, 2],
      [0.1, 0.5],
    ] as const) {
      const estimate = new Estimate(1_024, 0.99, false)
      for (let i = 0; i < 100; i += 1) estimate.learn(answered(10, { inputTokens: 1_000, real: 1_000 * share }))
      expect(estimate.correction('call')).toBeCloseTo(factor, 1)
      expect(estimate.correction('request')).toBe(1)
    }
  })
})
