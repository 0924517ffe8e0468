import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { addPair, FILTER_BYTES, hasPair } from './pair-filter.js'

const unit = fc.integer({ min: 0, max: 0xffff })

describe('the filter of pairs', () => {
  it('has every pair that was added', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(unit, unit)), (pairs) => {
        const filter = new Uint8Array(FILTER_BYTES)
        for (const [first, second] of pairs) addPair(filter, first, second)
        for (const [first, second] of pairs) expect(hasPair(filter, first, second)).toBe(true)
      }),
    )
  })

  it('takes few of the others for one, when it is as full as ours', () => {
    const filter = new Uint8Array(FILTER_BYTES)
    for (let at = 0; at < 22_000; at++) addPair(filter, 0x4e00 + (at % 7_000), 0x4e00 + Math.floor(at / 7))
    let mistaken = 0
    for (let at = 0; at < 10_000; at++)
      if (hasPair(filter, 0xac00 + (at % 100), 0xac00 + Math.floor(at / 100))) mistaken++
    expect(mistaken).toBeLessThan(1_000)
  })
})
