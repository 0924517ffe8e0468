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

  it.each([1, 2, 3, 15, 16, 17, 18, 100_000, 200_001])(
    'changes with the length and the last character of %i',
    (length) => {
      const all = ['a'.repeat(length), 'a'.repeat(length + 1), `${'a'.repeat(length - 1)}b`, `${'a'.repeat(length)}\0`]
      expect(new Set(all.map((text) => fingerprintOf(text))).size).toBe(all.length)
    },
  )

  it('changes with every character beyond ASCII, wherever a long text is cut', () => {
    for (const before of ['', 'a', 'aa', 'aaa']) {
      const text = `${before}${'😀漢é'.repeat(30_000)}`
      const all = new Set([fingerprintOf(text)])
      for (let at = before.length; at < text.length; at += 4_000) {
        all.add(fingerprintOf(`${text.slice(0, at)}😁漢é${text.slice(at + 4)}`))
      }
      expect(all.size).toBe(Math.ceil((text.length - before.length) / 4_000) + 1)
    }
  })

  it.each<readonly [string, (i: number) => string]>([
    ['the end', (i) => `Summarise document ${i}.`],
    ['the beginning', (i) => `${i} documents are to be summarised.`],
    ['two distant words', (i) => `Page ${i % 447} of it, and then of all that is left page ${i}, please.`],
    ['two words that are 8 bytes apart', (i) => `${1e3 + (i % 447)}beta${1e3 + Math.floor(i / 447)} and nothing else`],
    ['a few letters', (i) => `Say ${i.toString(36).padStart(6, '0')} again.`],
    ['Cyrillic', (i) => `Документ ${i}, пожалуйста: ${'да'.repeat(i % 9)}`],
  ])('keeps 200,000 prompts apart that differ in %s', (_, promptOf) => {
    const all = new Set<number>()
    for (let i = 0; i < 199_809; i++) all.add(fingerprintOf([{ role: 'user', content: promptOf(i) }]))
    expect(all.size).toBe(199_809)
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
