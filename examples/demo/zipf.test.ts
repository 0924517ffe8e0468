import { describe, expect, it } from '@jest/globals'
import { zipfDraw } from './zipf.js'

function draws(count: number, seed: number): number[] {
  const draw = zipfDraw({ ranks: 1_000, exponent: 0.8, seed })
  return Array.from({ length: count }, draw)
}

describe('drawing users by Zipf', () => {
  it('draws the same users for the same seed, others for another', () => {
    expect(draws(100, 7)).toEqual(draws(100, 7))
    expect(draws(100, 7)).not.toEqual(draws(100, 8))
  })

  it('draws ranks from 1 to the last one', () => {
    const drawn = draws(100_000, 1)
    expect(drawn.every(Number.isInteger)).toBe(true)
    expect(Math.min(...drawn.slice(0, 1_000))).toBe(1)
    expect(new Set(drawn).size).toBe(1_000)
    expect(drawn.reduce((most, rank) => Math.max(most, rank), 0)).toBe(1_000)
  })

  it('draws rank n n^-exponent as often as rank 1', () => {
    const counts = new Map<number, number>()
    for (const rank of draws(200_000, 2023)) counts.set(rank, (counts.get(rank) ?? 0) + 1)
    const first = counts.get(1) ?? 0
    for (const rank of [2, 5, 10, 30]) {
      const ratio = (counts.get(rank) ?? 0) / first
      expect(ratio / rank ** -0.8).toBeGreaterThan(0.9)
      expect(ratio / rank ** -0.8).toBeLessThan(1.1)
    }
  })

  it('draws from one rank only what there is', () => {
    const draw = zipfDraw({ ranks: 1, exponent: 1, seed: 1 })
    expect([draw(), draw()]).toEqual([1, 1])
  })
})
