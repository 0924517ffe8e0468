import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type BareItem, type Item as OracleItem, parseList as oracle, serializeList } from 'structured-headers'
import { parseList, wholeNumber } from './structured-field.js'

const text = fc.string({ unit: fc.constantFrom(...'ab "\\,;=1-_'), maxLength: 8 })
const key = fc.stringMatching(/^[a-z*][a-z0-9_.*-]{0,5}$/)
const integer = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 })
const parameters = fc.array(fc.tuple(key, fc.oneof(text, integer)), { maxLength: 4 })
const lists = fc.array(fc.tuple(text, parameters), { minLength: 1, maxLength: 4 })

/** As ours; undefined where the oracle reads something that none of our fields holds. */
function asOurs(list: ReturnType<typeof oracle>) {
  const items = list.map(([value, given]) => ({ name: value, parameters: Object.fromEntries(given) }))
  const isOurs = (value: unknown): boolean => typeof value === 'string' || Number.isInteger(value)
  const areOurs = items.every(
    ({ name, parameters }) => typeof name === 'string' && Object.values(parameters).every(isOurs),
  )
  return items.length > 0 && areOurs ? items : undefined
}

function readByOracle(field: string) {
  try {
    return asOurs(oracle(field))
  } catch {
    return undefined
  }
}

/** The last one counts, so that one of another type before it is none to the oracle; to us it is. */
function repeatsKey(field: string): boolean {
  return field.split(',').some((item) => {
    const keys = [...item.matchAll(/;\s*([a-z]+)/g)].map(([, key]) => key)
    return new Set(keys).size < keys.length
  })
}

describe('parseList', () => {
  it('reads every list of strings that a standard writer writes', () => {
    fc.assert(
      fc.property(lists, (list) => {
        const items = list.map(([name, given]): OracleItem => [name, new Map<string, BareItem>(given)])
        const expected = list.map(([name, given]) => ({ name, parameters: Object.fromEntries(given) }))
        expect(parseList(serializeList(items))).toEqual(expected)
      }),
    )
  })

  it('reads no text otherwise than an independent parser, and leaves out what that refuses', () => {
    const pieces = fc.constantFrom(
      '"a"',
      '"b\\""',
      '"\\x"',
      ',',
      ' ',
      '\t',
      ';',
      'q',
      '=',
      '5',
      '-',
      '1.5',
      '?1',
      'tok',
      ':YQ==:',
      '(',
      'é',
    )
    const whole = fc.constantFrom('"a";q=5', '"b";r=3;t=60', ', ', '"c";qu="x"', ';w=1')
    const fields = fc.array(fc.oneof(pieces, whole), { maxLength: 10 }).map((parts) => parts.join('').trim())
    let read = 0
    fc.assert(
      fc.property(fields, (field) => {
        fc.pre(!repeatsKey(field))
        const expected = readByOracle(field)
        if (expected !== undefined) read += 1
        expect(parseList(field)).toEqual(expected)
      }),
      { numRuns: 20_000 },
    )
    expect(read).toBeGreaterThan(500)
  })

  it('takes time in proportion to the length, whatever is sent', () => {
    const start = performance.now()
    for (const field of ['"'.padEnd(1e5, '\\'), `"a"${';a=1'.repeat(3e4)};`, `${'"a",'.repeat(3e4)}`]) {
      expect(parseList(field)).toBeUndefined()
    }
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})

it.each([
  ['83', 83],
  ['0', 0],
  ['', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['1e3', undefined],
  [' 7', undefined],
  ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
  ['9'.repeat(16), undefined],
  [null, undefined],
])('wholeNumber(%j) is %j', (field, expected) => {
  expect(wholeNumber(field)).toBe(expected)
})
