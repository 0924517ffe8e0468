import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { countTokens } from './exact.js'
import { corpusSamples, heldOut } from './testing/corpus-samples.fixture.js'
import { hostileTexts } from './testing/hostile-texts.fixture.js'
import { processorTime } from './testing/processor-time.fixture.js'
import { estimateTokens, tokenCounter } from './token-counter.js'

const anyText = fc.string({ unit: 'binary', maxLength: 200 })

function bias(texts: readonly string[]): number {
  const sum = (count: (text: string) => number): number => texts.reduce((total, text) => total + count(text), 0)
  return sum(estimateTokens) / sum(countTokens) - 1
}

describe('estimateTokens', () => {
  it.each([...heldOut()])('is within 8 %% of the exact count on text that it was not fitted on: %s', (_, files) => {
    expect(Math.abs(bias(files.map(({ text }) => text)))).toBeLessThan(0.08)
  })

  it.each(['base64', 'json-minified'])('never counts a file of %s short by more than 5 %%', (name) => {
    for (const { text } of heldOut().get(name) ?? []) expect(bias([text])).toBeGreaterThan(-0.05)
  })

  it.each(hostileTexts(20_000))('never counts an attack short by more than 6 %%: %s', (_, text) => {
    expect(bias([text])).toBeGreaterThan(-0.06)
  })

  it('is a whole number from 0 on for any string', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const count = estimateTokens(text)
        expect(Number.isInteger(count) && count >= 0).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  it('is 0 for no text', () => {
    expect(estimateTokens('')).toBe(0)
  })

  it('takes special tokens for plain text', () => {
    expect(estimateTokens('<|endoftext|>')).toBeGreaterThanOrEqual(countTokens('<|endoftext|>'))
  })

  it.each(hostileTexts(100_000))('takes about twice as long for twice as much of %s', (_, text) => {
    estimateTokens(text)
    const twice = processorTime(() => estimateTokens(text + text))
    expect(twice).toBeLessThan(4 * processorTime(() => estimateTokens(text)) + 1)
  })

  it('takes less than 10 ms for a megabyte', () => {
    const prose = corpusSamples().join('\n').slice(0, 100_000)
    const megabyte = prose.repeat(Math.floor(1_000_000 / Buffer.byteLength(prose)))
    estimateTokens(megabyte)
    expect(processorTime(() => estimateTokens(megabyte))).toBeLessThan(10)
  })
})

describe('tokenCounter', () => {
  it('counts a stream as the whole text, wherever it is cut, be it inside an emoji', () => {
    const cuts = fc.array(fc.nat(40), { maxLength: 30 })
    const text = fc.oneof(anyText, fc.constantFrom(...corpusSamples()))
    fc.assert(
      fc.property(text, cuts, (whole, lengths) => {
        const counter = tokenCounter()
        let at = 0
        for (const length of [...lengths, whole.length]) {
          counter.add(whole.slice(at, at + length))
          at += length
        }
        expect(counter.count).toBe(estimateTokens(whole))
      }),
      { numRuns: 1_000 },
    )
  })

  it('never falls by more than one', () => {
    for (const sample of corpusSamples()) {
      const counter = tokenCounter()
      const counts = Array.from(sample.slice(0, 200), (character) => {
        counter.add(character)
        return counter.count
      })
      expect(Math.max(...counts.map((count, at) => (counts[at - 1] ?? 0) - count))).toBeLessThanOrEqual(1)
    }
  })
})
