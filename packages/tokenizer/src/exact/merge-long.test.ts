import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createLongMerge } from './merge-long.js'
import { createMerger } from './merger.js'

const WHOLE = 4_096
const mergeWhole = createMerger(WHOLE)
const parts = fc.array(
  fc.string({ unit: fc.constantFrom(...'aeinorst th漢字の가é😀 \n'), minLength: 1, maxLength: 4 }),
  { minLength: 1, maxLength: 4 },
)
// Few different parts in many places: the merges of one region depend on those beside it.
const text = fc
  .tuple(parts, fc.array(fc.nat(), { minLength: 1, maxLength: 150 }))
  .map(([alphabet, choices]) => choices.map((choice) => alphabet[choice % alphabet.length]).join(''))

function count(text: string, window: number, unsure: number): number {
  const bytes = new TextEncoder().encode(text)
  const steps = createLongMerge({ window, unsure })(bytes, bytes.length)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

describe('merging in windows', () => {
  it('makes the tokens that merging at once makes, however small the windows', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 12, max: 90 }), fc.integer({ min: 1, max: 9 }), (sample, window, unsure) => {
        const bytes = new TextEncoder().encode(sample)
        expect(count(sample, window, unsure)).toBe(mergeWhole(bytes, 0, bytes.length).length)
      }),
      { numRuns: 400 },
    )
  })

  it('makes the same tokens of endless repetitions', () => {
    for (const repeated of ['a', ' ', '=', 'ab', 'the', '漢', '😀', 'abcabd']) {
      const sample = repeated.repeat(Math.floor(1_000 / repeated.length))
      const bytes = new TextEncoder().encode(sample)
      expect(count(sample, 150, 20)).toBe(mergeWhole(bytes, 0, bytes.length).length)
    }
  })
})
