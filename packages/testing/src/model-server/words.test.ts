import { describe, expect, it } from '@jest/globals'
import { multibyteWords, wordsAbout } from './words.js'

describe('words', () => {
  it('are the same for the same topic, and fewer are the beginning of more', () => {
    expect(wordsAbout('tea', 50)).toEqual(wordsAbout('tea', 50))
    expect(wordsAbout('tea', 100).slice(0, 50)).toEqual(wordsAbout('tea', 50))
    expect(wordsAbout('tee', 50)).not.toEqual(wordsAbout('tea', 50))
  })

  it('have four letters, so that the length of a text tells its tokens', () => {
    const drawn = new Set(wordsAbout('all of them', 5_000))
    expect(drawn.size).toBe(54)
    for (const word of drawn) expect(word).toMatch(/^[a-z]{4}$/)
  })

  it('come from the given list', () => {
    for (const word of wordsAbout('tea', 50, multibyteWords)) expect(multibyteWords).toContain(word)
  })

  it('may take two, three and four bytes a character', () => {
    const sizes = new Set(
      multibyteWords.flatMap((word) => Array.from(word, (character) => Buffer.byteLength(character))),
    )
    expect(sizes).toEqual(new Set([1, 2, 3, 4]))
  })
})
