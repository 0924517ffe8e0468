import { walkJson } from './walk-json.js'

const { imul } = Math
const { isArray } = Array

/** Odd 32 bit constants of two independent lanes. */
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
/** Integers below share a word with their tag. */
const MOST_IN_A_WORD = 2 ** 28

const double = new Float64Array(1)
const halves = new Int32Array(double.buffer)

/** Hashes values as a walk shows them, parents first. */
export interface Fingerprint {
  add(value: unknown, key: string | undefined, depth: number): void
  /** An integer below 2^48. */
  digest(): number
}

/** A fast hash for finding repeats. Not cryptographic: whoever wants a collision with himself can make one. */
export function createFingerprint(): Fingerprint {
  // Typed, so that the lanes stay 32 bit integers in memory, which a variable of a closure does not promise.
  const lanes = Int32Array.of(0x41c6ce57, 0x2545f491)

  function mix(word: number): void {
    const a = imul((lanes[0] ?? 0) ^ word, FIRST)
    const b = imul((lanes[1] ?? 0) ^ word, SECOND)
    lanes[0] = a ^ (a >>> 15)
    lanes[1] = b ^ (b >>> 13)
  }

  // The lanes are local variables here, and take turns at pairs of characters: every character is read once.
  function mixText(text: string): void {
    let a = lanes[0] ?? 0
    let b = lanes[1] ?? 0
    const whole = text.length & ~3
    for (let i = 0; i < whole; i += 4) {
      a = imul(a ^ text.charCodeAt(i) ^ (text.charCodeAt(i + 1) << 16), FIRST)
      a ^= a >>> 15
      b = imul(b ^ text.charCodeAt(i + 2) ^ (text.charCodeAt(i + 3) << 16), SECOND)
      b ^= b >>> 13
    }
    lanes[0] = a
    lanes[1] = b
    for (let i = whole; i < text.length; i += 1) mix(text.charCodeAt(i))
  }

  function mixNumber(value: number, place: number): void {
    if (value >= 0 && value < MOST_IN_A_WORD && (value | 0) === value) return mix(place ^ (INTEGER + 8 * value))
    double[0] = value
    mix(place ^ DOUBLE)
    mix(halves[0] ?? 0)
    mix(halves[1] ?? 0)
  }

  /** Depths and lengths keep `["ab"]` and `["a", "b"]`, `{a: {b: 1}}` and `{a: {}, b: 1}` apart. */
  function add(value: unknown, key: string | undefined, depth: number): void {
    const place = imul(depth, DEPTH)
    if (key !== undefined) {
      mix(place ^ (KEY + 8 * key.length))
      mixText(key)
    }
    if (typeof value === 'string') {
      mix(place ^ (STRING + 8 * value.length))
      mixText(value)
    } else if (typeof value === 'number') mixNumber(value, place)
    else mix(place ^ tagOf(value))
  }

  function digest(): number {
    const [a = 0, b = 0] = lanes
    const low = imul(a ^ (b >>> 16), 0x85ebca6b)
    const high = imul(b ^ (a >>> 15), 0xc2b2ae35)
    return (low >>> 0) + (high >>> 16) * 2 ** 32
  }

  return { add, digest }
}

function tagOf(value: unknown): number {
  if (typeof value === 'object') return value === null ? NULL : isArray(value) ? ARRAY + 8 * value.length : OBJECT
  return value === true ? TRUE : value === false ? FALSE : OTHER
}

/** The fingerprint of some JSON values. Linear; what is nested deeper than anything legible is left out. */
export function fingerprintOf(...values: readonly unknown[]): number {
  const { add, digest } = createFingerprint()
  for (const value of values) {
    add(value, undefined, 0)
    walkJson(value, (below, key, _owner, depth) => add(below, key, depth))
  }
  return digest()
}
