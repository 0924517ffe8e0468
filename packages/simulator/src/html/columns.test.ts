import { describe, expect, it } from '@jest/globals'
import { barOf, columnPath } from './columns.js'
import { largestBy, most } from './largest.js'

describe('a chart', () => {
  it('has columns as high as their share of the highest, each in its own place', () => {
    expect(columnPath([30, 0, 10], 40)).toBe('M0.1 100V25h0.8V100zM2.1 100V75h0.8V100z')
  })

  it('has no column where nothing happened', () => {
    expect(columnPath([0, 0], 0)).toBe('')
  })

  it('has bars whose parts follow each other, in one unit with all other bars', () => {
    const { text } = barOf(
      [
        { tone: 'refused', amount: 20 },
        { tone: 'behind', amount: 10 },
      ],
      80,
    )
    expect(text.match(/<rect[^>]*>/g)).toEqual([
      '<rect class="refused" x="0" y="0" width="25" height="10"/>',
      '<rect class="behind" x="25" y="0" width="12.5" height="10"/>',
    ])
    expect(barOf([{ tone: 'refused', amount: 0 }], 0).text).toContain('width="0"')
  })

  it('is as high as its largest amount, and names the first of equals', () => {
    expect(most([3, 9, 9, 1])).toBe(9)
    expect(most([])).toBe(0)
    expect(largestBy([{ n: 3 }, { n: 9, first: true }, { n: 9 }], ({ n }) => n)).toEqual({ n: 9, first: true })
    expect(largestBy([{ n: 0 }], ({ n }) => n)).toBeUndefined()
  })
})
