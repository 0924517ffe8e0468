import { MAX_AMOUNT, type Offer, type Partition, type Quota, STICKY_SHARE } from '@llm-limit/core'
import { amountAtShare, drainOf, idHash, isAmount, subBucketMs } from '@llm-limit/core/store-kit'
import type { ScriptArg, ScriptClient } from './script-client.js'

/** Writes a list of unsigned integers as the scripts read it (lua/numbers.lua). */
export function listWriter(kind: ScriptClient['numbers']): (list: readonly number[]) => ScriptArg {
  return kind === 'binary' ? binary : (list) => JSON.stringify(list)
}

/** 8 bytes each, little-endian: halves of 32 bits, which a typed array cuts to size. */
function binary(list: readonly number[]): Buffer {
  const halves = new Uint32Array(2 * list.length)
  for (let i = 0; i < list.length; i += 1) {
    const value = list[i] ?? 0
    halves[2 * i] = value
    halves[2 * i + 1] = value / 0x100000000
  }
  return Buffer.from(halves.buffer)
}

/** More partitions would begin the list with the byte of a bracket. */
const MOST_PARTITIONS = 90
const known = new WeakMap<readonly Quota[], QuotasAsked>()

interface QuotasAsked {
  readonly specs: readonly number[]
  readonly shape: string
}

/** Quotas are the same list as long as no period ends, so they are written down once. */
export function quotasAsked(quotas: readonly Quota[]): QuotasAsked {
  const before = known.get(quotas)
  if (before !== undefined) return before
  const asked = { specs: quotas.flatMap(specOf), shape: quotas.map(shapeOf).join('') }
  known.set(quotas, asked)
  return asked
}

/** The front of a list: partitions, clock, quotas of each, specs. */
export function front(partitions: readonly Partition[], clock: number): number[] {
  if (partitions.length > MOST_PARTITIONS) throw new RangeError(`A call has at most ${MOST_PARTITIONS} partitions.`)
  const list = [partitions.length, clock]
  for (const { quotas } of partitions) list.push(quotas.length)
  for (const { quotas } of partitions) for (const number of quotasAsked(quotas).specs) list.push(number)
  return list
}

const KINDS = { concurrency: 0, sliding: 1, calendar: 2, bucket: 3 } as const

/** KIND, A, B, C, D, SCALED, NEARLY, WHILE, SHARE, LIMIT of lua/counters.lua. */
function specOf(quota: Quota): number[] {
  const { aging, limit, scaled, ladder, onlyWhile } = quota
  return [
    KINDS[aging.algorithm],
    ...agingNumbers(quota),
    scaled ? 1 : 0,
    ladder ? 1 + amountAtShare(limit, STICKY_SHARE) : 0,
    onlyWhile === undefined ? 0 : onlyWhile.quota + 1,
    onlyWhile?.share ?? 0,
    limit,
  ]
}

function agingNumbers({ aging }: Quota): readonly [number, number, number, number] {
  switch (aging.algorithm) {
    case 'sliding':
      return [subBucketMs(aging.windowMs), 0, 0, 0]
    case 'calendar':
      return aging.boundaries
    case 'bucket': {
      const { tickMs, ticks, refill } = drainOf(aging)
      return [tickMs, ticks, refill, 0]
    }
    case 'concurrency':
      return [0, 0, 0, 0]
  }
}

/** A counter and how it ages, without what time changes: 32 bits of its name in base 36, a letter for the kind, what the kind needs. */
function shapeOf({ counter, aging }: Quota): string {
  const name = (idHash(counter) % 0x100000000).toString(36)
  switch (aging.algorithm) {
    case 'sliding':
      return `${name}S${subBucketMs(aging.windowMs).toString(36)};`
    case 'calendar':
      return `${name}C;`
    case 'bucket': {
      const { tickMs, ticks, refill } = drainOf(aging)
      return `${name}${tickMs === 1 ? 'B' : 'T'}${ticks.toString(36)}.${refill.toString(36)};`
    }
    case 'concurrency':
      return `${name}N;`
  }
}

/** Rung, least, most, held, then cap, fixed and per token of each quota; no answer longer than `longest`. */
export function pushOffer(list: number[], offer: Offer, longest: number = MAX_AMOUNT): void {
  const { rung, output, charges } = offer
  if (!isSound(offer)) {
    list.push(rung, 0, UNSOUND, 0, ...charges.flatMap(() => [0, 0, 0]))
    return
  }
  list.push(rung, output.min, Math.min(output.max, longest), output.hold)
  for (const { cap, fixed, perOutputToken } of charges) list.push(cap, fixed, perOutputToken)
}

/** Most tokens of an offer that is no amounts: it is refused when it is reached, and only then. */
const UNSOUND = 2 * MAX_AMOUNT

function isSound({ output, charges }: Offer): boolean {
  if (!isAmount(output.min) || !isAmount(output.max) || !isAmount(output.hold)) return false
  for (const { cap, fixed, perOutputToken } of charges)
    if (!isAmount(cap) || !isAmount(fixed) || !isAmount(perOutputToken)) return false
  return true
}
