import { ConfigError } from '../errors.js'
import type { Rung } from './policy.js'
import { isDearer } from './price.js'
import type { Prices } from './prices.js'

/** The model that a rung serves for the one asked for, where the rung before it serves `before`. */
export type ServedModel = (asked: string, before: string) => string

/** By the rung's own map; without one, a step down the map of the prices from what the rung before it serves. */
export function servedModel({ models }: Rung, prices: Prices | undefined): ServedModel {
  if (models === undefined) return (_, before) => prices?.cheaperThan?.(before) ?? before
  const exact = new Map(Object.entries(models).filter(([asked]) => !asked.endsWith('*')))
  const prefixes = Object.entries(models)
    .filter(([asked]) => asked.endsWith('*'))
    .map(([asked, served]) => [asked.slice(0, -1), served] as const)
    .sort(([a], [b]) => b.length - a.length)
  for (const [asked, served] of Object.entries(models)) validateMapping(asked, served, prices)
  // What a wildcard matches may be cheaper than its target: such a model is kept.
  return (asked) => {
    const served = exact.get(asked) ?? prefixes.find(([prefix]) => asked.startsWith(prefix))?.[1] ?? asked
    return isDearer(prices?.priceOf(served), prices?.priceOf(asked)) ? asked : served
  }
}

function validateMapping(asked: string, served: string, prices: Prices | undefined): void {
  if (prices === undefined) return
  const target = prices.priceOf(served)
  if (target === undefined)
    throw new ConfigError(
      `ladder models: '${served}' (for '${asked}') has no price. Map to one priced model or add its price.`,
    )
  const source = asked.endsWith('*') ? undefined : prices.priceOf(asked)
  if (isDearer(target, source)) {
    throw new ConfigError(`ladder models: '${served}' costs more than '${asked}'. A lower rung must not cost more.`)
  }
}
