/**
 * Writes packages/providers/src/prices/table.gen.ts from two devDependencies: prices from @pydantic/genai-prices,
 * output limits of OpenAI models from gpt-tokenizer. The same versions give the same bytes.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import type { ModelPrice, Rates } from '@llm-limit/core'
import { type ConditionalPrice, findProvider, type MatchLogic, type ModelInfo } from '@pydantic/genai-prices'
import * as openAiModels from 'gpt-tokenizer/models'
import { undated } from '../packages/providers/src/prices/undated.js'

/** Which data this is and when it was published; to be moved together. */
const DATA = { package: '@pydantic/genai-prices', version: '0.1.8', date: '2026-09-23' }
const TABLE = 'packages/providers/src/prices/table.gen.ts'

/** Entries of the source to take, by its ids. All are billed by tokens of text. */
const WANTED: Readonly<Record<string, string>> = {
  openai: `gpt-6-astra gpt-6-sol gpt-6-luna gpt-5.6-sol gpt-5.6-terra gpt-5.6-luna gpt-5.5 gpt-5.5-pro
    gpt-5.4 gpt-5.4-mini gpt-5.4-nano gpt-5.4-pro gpt-5.3 gpt-5.3-codex gpt-5.2 gpt-5.2-pro gpt-5.1 gpt-5.1-codex-mini
    gpt-5 gpt-5-mini gpt-5-nano gpt-5-pro gpt-chat-latest gpt-4.1 gpt-4.1-mini gpt-4.1-nano
    gpt-4o gpt-4o-2024-05-13 gpt-4o-mini chatgpt-4o-latest gpt-4-turbo gpt-4 gpt-3.5-turbo
    o1 o1-mini o1-pro o3 o3-mini o3-pro o3-deep-research o4-mini o4-mini-deep-research codex-mini
    text-embedding-3-small text-embedding-3-large text-embedding-ada-002`,
  anthropic: `claude-fable-5 claude-fable-5-1 claude-opus-5-5 claude-opus-5 claude-opus-4-8 claude-opus-4-7 claude-opus-4-6
    claude-opus-4-5 claude-opus-4-1 claude-opus-4-0 claude-sonnet-5 claude-sonnet-4-6 claude-sonnet-4-5 claude-sonnet-4-0
    claude-haiku-4-5 claude-3-7-sonnet-latest claude-3-5-sonnet claude-3-5-haiku-latest claude-3-opus-latest
    claude-3-sonnet claude-3-haiku`,
  google: `gemini-3.8-flash gemini-3.7-flash gemini-3.6-flash gemini-3.5-flash gemini-3.5-flash-lite gemini-3.1-pro-preview
    gemini-3.1-flash-lite gemini-3-pro-preview gemini-3-flash-preview gemini-2.5-pro gemini-2.5-flash gemini-2.5-flash-lite
    gemini-2.0-flash gemini-2.0-flash-lite gemini-embedding-001 gemini-embedding-2`,
  mistral: `mistral-large mistral-large-2512 mistral-medium-3-5 mistral-medium-3-1 mistral-medium-latest mistral-small-latest
    mistral-small-2603 ministral-3b-2512 ministral-8b-2512 ministral-14b-2512 ministral-8b-latest magistral-medium
    codestral codestral-2508 devstral-2512 mistral-nemo pixtral-12b pixtral-large mistral-embed`,
  groq: `llama-3.3-70b-versatile llama-3.1-8b-instant meta-llama/llama-4-maverick-17b-128e-instruct
    meta-llama/llama-4-scout-17b-16e-instruct moonshotai/kimi-k2-instruct openai/gpt-oss-120b openai/gpt-oss-20b
    qwen/qwen3-32b deepseek-r1-distill-llama-70b`,
}

/** Fine-tunes and models with fees of their own, and spellings of other vendors (`gpt-5-1`). */
const OTHERS_NAMES = /search|^ft:|^gpt-5-\d(?!\d)/

/** Ids with the price of an entry that the source only covers by a prefix rule; confirmed by a second list (llm-zoo 1.37.0). */
const ALSO: Readonly<Record<string, string>> = { 'claude-sonnet-5': 'claude-sonnet-5-5' }

/** Longest answers that gpt-tokenizer does not know, from the vendors' model pages, by the start of the id. First match wins. */
const OUTPUT_LIMITS: readonly (readonly [start: string, tokens: number])[] = [
  ['gpt-6', 128_000],
  ['claude-fable-5', 128_000],
  ['claude-opus-5', 128_000],
  ['claude-opus-4-8', 128_000],
  ['claude-opus-4-7', 128_000],
  ['claude-opus-4-6', 128_000],
  ['claude-sonnet-5', 128_000],
  ['claude-sonnet-4-6', 64_000],
  ['claude-sonnet-4-5', 64_000],
  ['claude-opus-4-5', 64_000],
  ['claude-haiku-4-5', 64_000],
  ['claude-opus-4', 32_000],
  ['claude-sonnet-4', 64_000],
  ['claude-3-7', 64_000],
  ['claude-3-5', 8_192],
  ['claude-3', 4_096],
  ['gemini-3', 65_536],
  ['gemini-2.5', 65_536],
  ['gemini-2.0', 8_192],
]

/**
 * What other service tiers cost, in thousandths. OpenAI's rows of fast and priority processing cost at most twice the standard ones,
 * flex half (https://platform.openai.com/docs/pricing, 2026-10).
 */
const TIERS: Readonly<Record<string, ModelPrice['tiers']>> = { openai: { priority: 2_000, flex: 500 } }

type Row = ModelPrice
type SourcePrices = ConditionalPrice['prices']

function rowsOf(provider: string, ids: readonly string[]): [id: string, row: Row][] {
  const models = findProvider({ providerId: provider })?.models ?? []
  return ids.flatMap((id) => {
    const model = models.find((candidate) => candidate.id === id)
    if (model === undefined) throw new Error(`${provider} has no entry ${id} in ${DATA.package} ${DATA.version}.`)
    const price = priceOf(model)
    return namesOf(model).map((name): [string, Row] => [
      name,
      { ...price, ...tiersOf(provider, price), ...outputLimit(name, id, price.output === 0) },
    ])
  })
}

/** Embeddings have one. */
function tiersOf(provider: string, { output }: Row): Pick<Row, 'tiers'> {
  const tiers = output === 0 ? undefined : TIERS[provider]
  return tiers === undefined ? {} : { tiers }
}

/** Exact names only: what the source matches by a pattern is left out. */
function namesOf({ id, match }: ModelInfo): string[] {
  const names = [id, ALSO[id], ...exactNames(match)].filter((name) => name !== undefined)
  return [...new Set(names)].filter((name) => !OTHERS_NAMES.test(name))
}

function exactNames(match: MatchLogic): string[] {
  if ('or' in match) return match.or.flatMap(exactNames)
  return 'equals' in match ? [match.equals] : []
}

/** Puts an entry that only has a dated name under the plain one, and leaves out the dates that look-ups strip anyway. */
function withoutDates(rows: ReadonlyMap<string, Row>): ReadonlyMap<string, Row> {
  const kept = new Map(rows)
  for (const [id, row] of rows) {
    const base = undated(id)
    if (base !== undefined && !kept.has(base)) kept.set(base, row)
  }
  for (const [id, row] of rows) {
    const base = undated(id)
    if (base !== undefined && JSON.stringify(kept.get(base)) === JSON.stringify(row)) kept.delete(id)
  }
  return kept
}

function priceOf(model: ModelInfo): Row {
  const prices = currentPrices(model)
  const long = longOf(model.id, prices)
  return { ...ratesOf(prices, false), ...(long === undefined ? {} : { long }) }
}

/** Dated prices: the last one in force at the date of the data. */
function currentPrices({ id, prices }: ModelInfo): SourcePrices {
  if (!Array.isArray(prices)) return prices
  const inForce = prices.filter(({ constraint }) => {
    if (constraint === undefined) return true
    if (!('start_date' in constraint))
      throw new Error(`${id} has a price for a time of day; the table has no place for it.`)
    return constraint.start_date <= DATA.date
  })
  const last = inForce.at(-1)
  if (last === undefined) throw new Error(`${id} has no price in force at ${DATA.date}.`)
  return last.prices
}

function ratesOf(prices: SourcePrices, isLong: boolean): Rates {
  const rate = (member: string): number | undefined => {
    const price = prices[member]
    const usd = typeof price === 'object' ? (isLong ? price.tiers[0]?.price : price.base) : price
    return usd === undefined ? undefined : nanoUsdPerThousand(usd)
  }
  const input = rate('input_mtok')
  if (input === undefined) throw new Error(`No input price in ${JSON.stringify(prices)}.`)
  const cacheRead = rate('cache_read_mtok')
  const cacheWrite = rate('cache_write_mtok')
  const longCacheWrite = rate('cache_write_1h_mtok')
  // An embedding has no answer, hence no output price.
  return {
    input,
    output: rate('output_mtok') ?? 0,
    ...(cacheRead === undefined ? {} : { cacheRead }),
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
    ...(longCacheWrite === undefined ? {} : { longCacheWrite }),
  }
}

/** Dollars for a million tokens are nanodollars for a thousandth of a token times 1e6. */
function nanoUsdPerThousand(usd: number): number {
  const nanoUsd = Math.round(usd * 1e6)
  if (Math.abs(nanoUsd - usd * 1e6) > 1e-3)
    throw new Error(`$${usd} per million tokens is not a whole number of nanodollars for 1,000.`)
  return nanoUsd
}

function longOf(id: string, prices: SourcePrices): Row['long'] {
  const tiers = Object.values(prices).flatMap((price) => (typeof price === 'object' ? [price.tiers] : []))
  const starts = new Set(tiers.flatMap((steps) => steps.map(({ start }) => start)))
  const [start] = starts
  if (start === undefined) return undefined
  if (starts.size > 1) throw new Error(`${id} has several long tiers: ${[...starts].join(', ')}.`)
  // The source's tier begins above `start`. Its OpenAI entries disagree by one (271,999 or 272,000): the safer one is taken.
  return { from: start === 272_000 ? start : start + 1, ...ratesOf(prices, true) }
}

function outputLimit(name: string, entry: string, isEmbedding: boolean): { readonly maxOutputTokens?: number } {
  if (isEmbedding) return { maxOutputTokens: 0 }
  const known = [name, `${name}-latest`, entry].map(openAiLimit).find((tokens) => tokens !== undefined)
  const limit = known ?? OUTPUT_LIMITS.find(([start]) => entry.startsWith(start))?.[1]
  return limit === undefined ? {} : { maxOutputTokens: limit }
}

function openAiLimit(id: string): number | undefined {
  const models: Readonly<Record<string, object>> = openAiModels
  const model = Object.hasOwn(models, id) ? models[id] : undefined
  return model !== undefined && 'max_output_tokens' in model && typeof model.max_output_tokens === 'number'
    ? model.max_output_tokens
    : undefined
}

function tableText(rows: ReadonlyMap<string, Row>): string {
  const entries = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, row]) => `  '${id}': ${literal(row)},`)
  return `// Generated by scripts/generate-prices.ts from ${DATA.package} ${DATA.version} (MIT) and gpt-tokenizer (MIT). Do not edit.
import type { ModelPrice } from '@llm-limit/core'

/** When the prices were published. */
export const tableDate = '${DATA.date}'

/** nanoUsd for 1,000 tokens, by exact model id. */
export const table: Readonly<Record<string, ModelPrice>> = {
${entries.join('\n')}
}
`
}

function literal(value: object): string {
  const members = Object.entries(value).map(
    ([name, member]) => `${name}: ${typeof member === 'object' ? literal(member) : member}`,
  )
  return `{ ${members.join(', ')} }`
}

function requireVersion(): void {
  const { version } = JSON.parse(readFileSync(`node_modules/${DATA.package}/package.json`, 'utf8'))
  if (version !== DATA.version)
    throw new Error(`${DATA.package} is ${version} now. Move DATA.version and DATA.date in this script, then run it.`)
}

requireVersion()
const rows = new Map<string, Row>()
for (const [provider, ids] of Object.entries(WANTED)) {
  for (const [id, row] of rowsOf(provider, ids.trim().split(/\s+/))) {
    if (rows.has(id) && JSON.stringify(rows.get(id)) !== JSON.stringify(row)) throw new Error(`${id} has two prices.`)
    rows.set(id, row)
  }
}
writeFileSync(TABLE, tableText(withoutDates(rows)))
