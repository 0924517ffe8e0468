import type { Partition, Quota } from '@llm-limit/core'
import type { ScriptArg, ScriptClient } from '../clients/script-client.js'
import { PAIR, SIZE, WHICH } from './encode.js'
import { shapeOf, specsOf } from './specs.js'

/** What one operation asks of the store. */
export interface Ask {
  readonly partitions: readonly Partition[]
  /** Those whose records the script reads: all of them unless some lie in other slots. */
  readonly keyed: readonly Partition[]
  /** Begins with the front of encode.ts. */
  readonly list: number[]
}

/** Keys and arguments of a script: one list of numbers, and what tells of each partition. */
export interface Message {
  readonly keys: readonly string[]
  readonly args: readonly ScriptArg[]
}

/** Writes asks of one operation down as one message (lua/answers.lua, lua/ask.lua). */
export function messageWriter(kind: ScriptClient['numbers']): (asks: readonly Ask[]) => Message {
  const write = kind === 'binary' ? BINARY : JSON_TEXT
  /** Quotas are the same list as long as no period ends, so they are written down once. */
  const known = new WeakMap<readonly Quota[], ScriptArg>()

  function toldOf(quotas: readonly Quota[]): ScriptArg {
    const before = known.get(quotas)
    if (before !== undefined) return before
    const told = write.told(`${shapeOf(quotas)}!`, specsOf(quotas))
    known.set(quotas, told)
    return told
  }

  return (asks) => {
    const keys: string[] = []
    const told: ScriptArg[] = []
    for (const { partitions, keyed, list } of asks) {
      list[SIZE] = list.length
      let at = WHICH
      for (const partition of partitions) {
        const argument = toldOf(partition.quotas)
        const place = told.indexOf(argument)
        list[at] = place < 0 ? told.push(argument) : place + 1
        list[at + 1] = keyed.includes(partition) ? keys.push(partition.key) : 0
        at += PAIR
      }
    }
    return { keys, args: [write.list(asks), ...told] }
  }
}

const BINARY = {
  list(asks: readonly Ask[]): ScriptArg {
    let count = 1
    for (const ask of asks) count += ask.list.length
    const halves = new Uint32Array(2 * count)
    halves[0] = asks.length
    let at = 2
    for (const { list } of asks) {
      writeNumbers(halves, at, list)
      at += 2 * list.length
    }
    return Buffer.from(halves.buffer)
  },
  told(shape: string, specs: readonly number[]): ScriptArg {
    const halves = new Uint32Array(2 * specs.length)
    writeNumbers(halves, 0, specs)
    return Buffer.concat([Buffer.from(shape), Buffer.from(halves.buffer)])
  },
}

/** 8 bytes each, little-endian: halves of 32 bits, which a typed array cuts to size. */
function writeNumbers(halves: Uint32Array, from: number, list: readonly number[]): void {
  for (let i = 0; i < list.length; i += 1) {
    const value = list[i] ?? 0
    halves[from + 2 * i] = value
    halves[from + 2 * i + 1] = value / 0x100000000
  }
}

const JSON_TEXT = {
  list: (asks: readonly Ask[]): ScriptArg => JSON.stringify([asks.length, ...asks.flatMap(({ list }) => list)]),
  told: (shape: string, specs: readonly number[]): ScriptArg => shape + JSON.stringify(specs),
}
