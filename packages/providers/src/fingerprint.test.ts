import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { fingerprintOf } from './fingerprint.js'

const messages = [{ role: 'user', content: 'What is a lease?' }]

describe('fingerprintOf', () => {
  it('is the same for equal values in different objects', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => fingerprintOf(value) === fingerprintOf(structuredClone(value))))
  })

  it('is an integer below 2^48 for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const fingerprint = fingerprintOf(value)
        return Number.isSafeInteger(fingerprint) && fingerprint >= 0 && fingerprint < 2 ** 48
      }),
    )
  })

  it('changes with every single character of a prompt', () => {
    const text = 'a'.repeat(2_000)
    const all = new Set([fingerprintOf(text)])
    for (let i = 0; i < text.length; i++) all.add(fingerprintOf(`${text.slice(0, i)}b${text.slice(i + 1)}`))
    expect(all.size).toBe(text.length + 1)
  })

  it('keeps 200,000 similar prompts apart', () => {
    const all = new Set<number>()
    for (let i = 0; i < 200_000; i++) all.add(fingerprintOf([{ role: 'user', content: `Summarise document ${i}.` }]))
    expect(all.size).toBe(200_000)
  })

  it.each([
    [['ab'], ['a', 'b']],
    [
      ['', 'a'],
      ['a', ''],
    ],
    [{ a: { b: 1 } }, { a: {}, b: 1 }],
    [{ a: { b: 1, c: 2 } }, { a: { b: 1 }, c: 2 }],
    [[1], ['1']],
    [[null], [false]],
    [[], {}],
    [[[], []], [[[]]]],
    [{ a: 'b' }, { b: 'a' }],
    [[0.1], [0.2]],
    ['x', 'x '],
  ])('tells %j from %j', (a, b) => {
    expect(fingerprintOf(a)).not.toBe(fingerprintOf(b))
  })

  it('depends on each of several values', () => {
    expect(fingerprintOf(messages, undefined)).not.toBe(fingerprintOf(messages, [{ type: 'function' }]))
  })

  it('spreads over all 48 bits', () => {
    const ones = Array.from({ length: 48 }, () => 0)
    for (let i = 0; i < 4_000; i++) {
      const fingerprint = fingerprintOf(i)
      for (let bit = 0; bit < 48; bit++) ones[bit] = (ones[bit] ?? 0) + (Math.floor(fingerprint / 2 ** bit) % 2)
    }
    for (const count of ones) expect(Math.abs(count - 2_000)).toBeLessThan(250)
  })
})
