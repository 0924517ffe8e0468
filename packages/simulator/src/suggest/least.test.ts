import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { leastEnough } from './least.js'
import { LARGEST } from './round-numbers.js'

describe('the search', () => {
  it('finds for each key the least number that is enough, whatever it is, in few steps', async () => {
    const number = fc.integer({ min: 0, max: LARGEST })
    const test = fc.asyncProperty(number, number, async (a, b) => {
      const least = new Map([
        ['a', a],
        ['b', b],
      ])
      let steps = 0
      const found = await leastEnough(['a', 'b'], LARGEST, async (tried) => {
        steps += 1
        return (key) => (tried.get(key) ?? 0) >= (least.get(key) ?? 0)
      })
      expect(found).toEqual(least)
      expect(steps).toBeLessThanOrEqual(9)
    })
    await fc.assert(test)
  })
})
