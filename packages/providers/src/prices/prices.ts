import { ConfigError, type ModelPrice, type Prices } from '@llm-limit/core'
import { bareId } from './bare-id.js'
import { isCheaper } from './is-cheaper.js'
import { defaultModelMap } from './model-map.js'
import { remembered } from './remembered.js'
import { table, tableDate } from './table.gen.js'
import { undated } from './undated.js'

/** Dearer is taken for a slip of the unit: $100,000 for a million tokens. */
const MOST_NANO_USD_PER_THOUSAND = 1e11

export interface PricesOptions {
  /** Prices of your own, by model id: negotiated rates, fine-tuned models, Azure deployment names. `usdPerMillion()` makes one. */
  readonly overrides?: Readonly<Record<string, ModelPrice>> | undefined
}

/** `Prices` that always know what to serve instead. */
export interface PriceTable extends Prices {
  cheaperThan(model: string): string | undefined
}

/**
 * List prices of the common models, as of `tableDate`. A model is found under its exact id, else under its id without
 * a date (`-2025-08-07`, `-20250807`, `-latest`), else under its vendor's id where a host writes more around it
 * (`anthropic/claude-sonnet-5`, Bedrock's and Vertex's ids); never under a part of its name. An override goes first.
 * @throws ConfigError when an override is not whole nanoUsd for 1,000 tokens.
 */
export function prices({ overrides = {} }: PricesOptions = {}): PriceTable {
  for (const [model, price] of Object.entries(overrides)) validate(model, price)

  const exactly = (model: string): ModelPrice | undefined => find(overrides, model) ?? find(table, model)

  function listed(model: string): ModelPrice | undefined {
    const bare = bareId(model)
    return exactly(model) ?? (bare === undefined ? undefined : exactly(bare))
  }

  const entryOf = remembered((model): Entry | undefined => {
    const price = listed(model)
    return price === undefined ? undefined : { price, cheaper: cheaperOf(model, price, listed) }
  })

  return {
    date: tableDate,
    priceOf: (model) => entryOf(model)?.price,
    cheaperThan: (model) => entryOf(model)?.cheaper,
  }
}

export const defaultPrices: PriceTable = prices()

interface Entry {
  readonly price: ModelPrice
  readonly cheaper: string | undefined
}

function cheaperOf(model: string, price: ModelPrice, listed: Prices['priceOf']): string | undefined {
  const target = find(defaultModelMap, model)
  const targetPrice = target === undefined ? undefined : listed(target)
  return targetPrice !== undefined && isCheaper(targetPrice, price) ? target : undefined
}

function find<T>(byModel: Readonly<Record<string, T>>, model: string): T | undefined {
  if (Object.hasOwn(byModel, model)) return byModel[model]
  const base = undated(model)
  return base !== undefined && Object.hasOwn(byModel, base) ? byModel[base] : undefined
}

function validate(model: string, price: ModelPrice): void {
  const { input, output, cacheRead, cacheWrite, longCacheWrite, long, tiers, maxOutputTokens } = price
  const rates = {
    input,
    output,
    cacheRead,
    cacheWrite,
    longCacheWrite,
    'long.input': long?.input,
    'long.output': long?.output,
    'long.cacheRead': long?.cacheRead,
    'long.cacheWrite': long?.cacheWrite,
    'long.longCacheWrite': long?.longCacheWrite,
    'long.from': long?.from,
    'tiers.standard': tiers?.standard,
    'tiers.priority': tiers?.priority,
    'tiers.flex': tiers?.flex,
    maxOutputTokens,
  }
  if (input === undefined || output === undefined)
    throw new ConfigError(`The price of '${model}' needs 'input' and 'output'.`)
  for (const [name, value] of Object.entries(rates)) {
    if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= MOST_NANO_USD_PER_THOUSAND)) continue
    throw new ConfigError(
      `The price of '${model}': '${name}' must be a whole number, not ${value}. Rates are nanoUsd for 1,000 tokens; usdPerMillion() makes them from dollars.`,
    )
  }
}
