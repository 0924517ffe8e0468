import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { countTokens as referenceCount } from 'gpt-tokenizer/encoding/o200k_base'
import { countTokens, countTokensInSlices } from './exact.js'
import { corpusSamples } from './testing/corpus-samples.fixture.js'
import { hostileTexts } from './testing/hostile-texts.fixture.js'
import { processorTime } from './testing/processor-time.fixture.js'

const reference = (text: string): number => referenceCount(text, { disallowedSpecial: new Set() })

describe('countTokens', () => {
  it('counts what gpt-tokenizer counts, in every language and format of the corpora', () => {
    for (const sample of corpusSamples()) expect(countTokens(sample)).toBe(reference(sample))
  })

  it.each(hostileTexts(1_500))('counts what gpt-tokenizer counts in 1,500 characters of %s', (_, text) => {
    expect(countTokens(text)).toBe(reference(text))
  })

  it('counts what gpt-tokenizer counts in any string, lone surrogates and byte order marks included', () => {
    const character = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('\ufeff', '\ud800', '\udfff', 'a'),
    )
    const text = fc.array(character).map((characters) => characters.join(''))
    fc.assert(
      fc.property(text, (sample) => expect(countTokens(sample)).toBe(reference(sample))),
      { numRuns: 500 },
    )
  })

  it('takes special tokens for plain text', () => {
    expect(countTokens('<|endoftext|>')).toBeGreaterThan(1)
    expect(countTokens('<|endoftext|>')).toBe(reference('<|endoftext|>'))
  })

  it('is 0 for no text', () => {
    expect(countTokens('')).toBe(0)
  })

  it('takes little more than twice as long for twice as many letters in a row', () => {
    const text = 'a'.repeat(60_000)
    countTokens(text)
    expect(processorTime(() => countTokens(text + text)) / processorTime(() => countTokens(text))).toBeLessThan(4)
  })
})

describe('countTokensInSlices', () => {
  it.each(hostileTexts(6_000))('counts what countTokens counts in %s', async (_, text) => {
    expect(await countTokensInSlices(text)).toBe(countTokens(text))
  })

  it('lets other work have its turn after every slice, however many counts run at once', async () => {
    const text = 'a'.repeat(40_000)
    let turns = 0
    let isCounting = true
    const turn = (): void => {
      turns++
      if (isCounting) setImmediate(turn)
    }
    setImmediate(turn)
    const counts = await Promise.all([1, 2, 3].map(() => countTokensInSlices(text, { sliceMs: 1 })))
    isCounting = false
    expect(counts).toEqual([5_000, 5_000, 5_000])
    expect(turns).toBeGreaterThan(10)
  })
})
