import { describe, expect, it } from '@jest/globals'
import { LONGEST_ANSWER, readCap, readCount } from './read-count.js'

const NAMES = ['max_completion_tokens', 'max_tokens']

describe('readCap', () => {
  it('takes the largest of several names, since the API may honour any', () => {
    expect(readCap({ max_tokens: 1, max_completion_tokens: 50_000 }, NAMES)).toEqual({ value: 50_000 })
    expect(readCap({ max_tokens: 50_000, max_completion_tokens: 1 }, NAMES)).toEqual({ value: 50_000 })
  })

  it('knows no cap when none is given, and takes null for none', () => {
    expect(readCap({}, NAMES).value).toBeUndefined()
    expect(readCap({ max_tokens: null }, NAMES)).toEqual({ value: undefined })
  })

  it('takes 0 as a value and -0 as 0', () => {
    expect(readCap({ max_tokens: 0 }, NAMES)).toEqual({ value: 0 })
    expect(Object.is(readCap({ max_tokens: -0 }, NAMES).value, 0)).toBe(true)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, JSON.parse('1e309'), -1, 1.5, '4096', '', [5], true, {}, 2 ** 53])(
    'calls %p invalid without repeating it',
    (value) => {
      const { value: read, invalid } = readCap({ max_tokens: value }, NAMES)
      expect(read).toBeUndefined()
      expect(invalid?.param).toBe('max_tokens')
      expect(invalid?.message).toMatch(/^'max_tokens' must be a whole number from 0 to /)
    },
  )

  it('lowers what no model can answer to what prices can still be multiplied with', () => {
    expect(readCap({ max_tokens: Number.MAX_SAFE_INTEGER }, NAMES)).toEqual({ value: LONGEST_ANSWER })
  })

  it('is not misled by a __proto__ member', () => {
    expect(readCap(JSON.parse('{"__proto__": {"max_tokens": 7}}'), NAMES).value).toBeUndefined()
  })
})

describe('readCount', () => {
  it('refuses what lies outside its bounds', () => {
    expect(readCount({ n: 3 }, 'n', 1, 128)).toEqual({ value: 3 })
    expect(readCount({ n: 0 }, 'n', 1, 128).invalid).toBeDefined()
    expect(readCount({ n: 129 }, 'n', 1, 128).invalid).toBeDefined()
  })
})
