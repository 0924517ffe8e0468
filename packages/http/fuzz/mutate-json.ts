import type { JsonObject } from '@llm-limit/providers'
import type { Random } from '@llm-limit/testing/reference'
import { NAMES, nastyText } from './nasty-values.js'

/** JSON text of a value with a few faults in it: such that no parsed value can have, too, as a member named twice. */
export function mutatedJson(value: unknown, random: Random, most = 3): string {
  const places = countOf(value)
  const targets = new Set(Array.from({ length: random.integer(0, most) }, () => random.integer(0, places - 1)))
  return new Writer(random, targets).write(value)
}

/** Values in a tree, itself included. */
function countOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce((sum: number, inner) => sum + countOf(inner), 1)
}

class Writer {
  #place = 0

  constructor(
    readonly random: Random,
    readonly targets: ReadonlySet<number>,
  ) {}

  write(value: unknown): string {
    const isTarget = this.targets.has(this.#place)
    this.#place += 1
    if (isTarget && (typeof value !== 'object' || value === null || this.random.oneIn(3))) return this.#instead(value)
    if (Array.isArray(value)) return `[${this.#elements(value, isTarget).join(',')}]`
    if (typeof value === 'object' && value !== null)
      return `{${this.#members(value as JsonObject, isTarget).join(',')}}`
    return JSON.stringify(value) ?? 'null'
  }

  #instead(value: unknown): string {
    this.#place += countOf(value) - 1
    return nastyText(this.random)
  }

  #elements(list: readonly unknown[], isTarget: boolean): string[] {
    const written = list.map((element) => this.write(element))
    if (!isTarget) return written
    const at = this.random.integer(0, written.length)
    return this.random.oneIn(2)
      ? written.toSpliced(at, 0, nastyText(this.random))
      : [...written, ...written.slice(at), ...written]
  }

  #members(object: JsonObject, isTarget: boolean): string[] {
    const members = Object.entries(object).map(([name, value]) => [JSON.stringify(name), this.write(value)] as const)
    const written = isTarget ? this.#changed(members) : members
    return written.map(([name, text]) => `${name}:${text}`)
  }

  /** A member less, one more, one twice, or one under another name. */
  #changed(members: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
    const { random } = this
    const at = random.integer(0, Math.max(0, members.length - 1))
    const [name = '"a"', text = '1'] = members[at] ?? []
    const other = JSON.stringify(random.pick(NAMES))
    const changes = [
      () => members.toSpliced(at, 1),
      () => [...members, [name, nastyText(random)] as const],
      () => [...members, [other, nastyText(random)] as const],
      () => members.with(Math.min(at, Math.max(0, members.length - 1)), [other, text]),
    ]
    return members.length === 0 ? [[other, nastyText(random)]] : random.pick(changes)()
  }
}

/** Faults of a text that was JSON: broken off, with bytes that are not UTF-8, with something before it. */
export function damagedText(text: string, random: Random): Uint8Array {
  const bytes = new TextEncoder().encode(text)
  const at = random.integer(0, bytes.length)
  switch (random.integer(0, 11)) {
    case 0:
      return bytes.slice(0, at)
    case 1:
      return withBytes(bytes, at, randomBytes(random))
    case 2:
      return withBytes(bytes, 0, new Uint8Array([0xef, 0xbb, 0xbf]))
    case 3:
      return bytes.length === 0 ? bytes : bytes.with(Math.min(at, bytes.length - 1), random.integer(0, 255))
    default:
      return bytes
  }
}

export function withBytes(bytes: Uint8Array, at: number, more: Uint8Array): Uint8Array {
  const whole = new Uint8Array(bytes.length + more.length)
  whole.set(bytes.subarray(0, at))
  whole.set(more, at)
  whole.set(bytes.subarray(at), at + more.length)
  return whole
}

export function randomBytes(random: Random): Uint8Array {
  return Uint8Array.from({ length: random.integer(1, 40) }, () => random.integer(0, 255))
}
