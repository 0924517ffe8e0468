import { type Quota, STICKY_SHARE } from '@llm-limit/core'
import { amountAtShare, drainOf, idHash, subBucketMs } from '@llm-limit/core/store-kit'

/** The numbers of all quotas, as scripts read them (lua/counters.lua). */
export function specsOf(quotas: readonly Quota[]): readonly number[] {
  return quotas.flatMap(specOf)
}

/** Which counters there are and how they age (lua/shape.lua). */
export function shapeOf(quotas: readonly Quota[]): string {
  return quotas.map(pieceOf).join('')
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
function pieceOf({ counter, aging }: Quota): string {
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
