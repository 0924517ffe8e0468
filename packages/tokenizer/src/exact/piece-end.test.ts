import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { O200K_TOKEN_SPLIT_REGEX } from 'gpt-tokenizer/encodingParams/constants'
import { corpusSamples } from '../testing/corpus-samples.fixture.js'
import { pieceEnd, UNDECIDED } from './piece-end.js'

const kinds = [..."aAǅʰ漢あ\u03011٣² \n\r\t\u2028\u00a0!/'ſİßK\0-_sLlVeé한"].concat(
  '😀',
  '𝐀',
  '\ud83d',
  '\ude00',
  "'LL",
  '  ',
)
const text = fc.array(fc.constantFrom(...kinds), { maxLength: 12 }).map((characters) => characters.join(''))

function pieces(text: string): string[] {
  const found: string[] = []
  for (let at = 0; at < text.length; ) {
    const end = pieceEnd(text, at)
    found.push(text.slice(at, end))
    at = end
  }
  return found
}

describe('the pre-tokenizer', () => {
  it("cuts text where o200k's pattern does", () => {
    for (const sample of corpusSamples()) expect(pieces(sample)).toEqual(sample.match(O200K_TOKEN_SPLIT_REGEX))
  })

  it('cuts mixtures of all kinds of characters where the pattern does', () => {
    fc.assert(
      fc.property(text, (sample) => expect(pieces(sample)).toEqual(sample.match(O200K_TOKEN_SPLIT_REGEX) ?? [])),
      { numRuns: 3_000 },
    )
  })

  it('finds the same end with a limit, or none', () => {
    fc.assert(
      fc.property(text, fc.nat(14), (sample, limit) => {
        fc.pre(sample.length > 0)
        expect([UNDECIDED, pieceEnd(sample, 0)]).toContain(pieceEnd(sample, 0, limit))
      }),
      { numRuns: 3_000 },
    )
  })
})
