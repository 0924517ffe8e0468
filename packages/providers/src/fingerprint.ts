import { encodeWords, words } from './utf8-words.js'
import { type Visitor, walkJson } from './walk-json.js'

const { imul } = Math
const { isArray } = Array

/** Odd 32 bit constants of the two lanes. */
const FIRST = 0x9e3779b1
const SECOND = 0x5f356495
const DEPTH = 0x01000193

const STRING = 1
const INTEGER = 2
const DOUBLE = 3
const ARRAY = 4
const OBJECT = 5
const KEY = 6
const NULL = 7
const FALSE = 15
const TRUE = 23
const OTHER = 31
/** Up to so many characters are read one by one, which is faster for the names and roles of a chat. */
const LONGEST_NAME = 16
/** Integers below share a word with their tag. */
const MOST_IN_A_WORD = 2 ** 28

const double = new Float64Array(1)
const halves = new Int32Array(double.buffer)

/** A fast hash for finding repeats. Not cryptographic: whoever wants a collision with himself can make one. */
export class Fingerprint implements Visitor {
  // Two lanes of 32 bits.
  #a = 0x41c6ce57
  #b = 0x2545f491

  /**
   * Adds a value as a walk shows it, parents first. Depths and lengths keep `["ab"]` and `["a", "b"]`, `{a: {b: 1}}` and
   * `{a: {}, b: 1}` apart.
   */
  see(value: unknown, key: string | undefined, _owner: unknown, depth: number): void {
    const place = imul(depth, DEPTH)
    if (key !== undefined) this.#mixText(key, place ^ (KEY + 8 * key.length))
    if (typeof value === 'string') this.#mixText(value, place ^ (STRING + 8 * value.length))
    else if (typeof value === 'number') this.#mixNumber(value, place)
    else this.#mix(place ^ tagOf(value))
  }

  /** An integer below 2^48. */
  digest(): number {
    const high = imul(this.#b ^ (this.#a >>> 15), 0xc2b2ae35)
    const low = imul(this.#a ^ high, 0x85ebca6b)
    return ((low ^ (low >>> 16)) >>> 0) + (high >>> 16) * 2 ** 32
  }

  #mix(word: number): void {
    const a = imul(this.#a ^ word, FIRST)
    const b = imul(this.#b ^ word, SECOND)
    this.#a = a ^ (a >>> 15)
    this.#b = b ^ (b >>> 13)
  }

  #mixText(text: string, word: number): void {
    this.#mix(word)
    if (text.length > LONGEST_NAME) return this.#mixLong(text)
    const pairs = text.length & ~1
    for (let i = 0; i < pairs; i += 2) this.#mix(text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16))
    if (pairs < text.length) this.#mix(text.charCodeAt(pairs))
  }

  /** Of a long text, eight bytes a step: reading its characters one by one takes four times as long. */
  #mixLong(text: string): void {
    for (let rest = text; rest !== ''; ) {
      const encoded = encodeWords(rest)
      this.#mixWords(encoded.words)
      rest = rest.slice(encoded.read)
    }
  }

  // The lanes take turns, and each depends on both, so that 64 bits must be equal where two prompts are taken for one.
  #mixWords(count: number): void {
    const source = words
    let a = this.#a
    let b = this.#b
    for (let i = 0; i < count; i += 2) {
      a = imul(a ^ b ^ (source[i] ?? 0), FIRST)
      a ^= a >>> 15
      b = imul(b ^ a ^ (source[i + 1] ?? 0), SECOND)
      b ^= b >>> 13
    }
    this.#a = a
    this.#b = b
  }

  #mixNumber(value: number, place: number): void {
    if (value >= 0 && value < MOST_IN_A_WORD && (value | 0) === value) return this.#mix(place ^ (INTEGER + 8 * value))
    double[0] = value
    this.#mix(place ^ DOUBLE)
    this.#mix(halves[0] ?? 0)
    this.#mix(halves[1] ?? 0)
  }
}

function tagOf(value: unknown): number {
  if (typeof value === 'object') return value === null ? NULL : isArray(value) ? ARRAY + 8 * value.length : OBJECT
  return value === true ? TRUE : value === false ? FALSE : OTHER
}

/** The fingerprint of some JSON values. Linear; what is nested deeper than anything legible is left out. */
export function fingerprintOf(...values: readonly unknown[]): number {
  const fingerprint = new Fingerprint()
  for (const value of values) {
    fingerprint.see(value, undefined, undefined, 0)
    walkJson(value, fingerprint)
  }
  return fingerprint.digest()
}
