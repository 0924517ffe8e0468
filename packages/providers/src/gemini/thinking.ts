import type { JsonObject } from '../json.js'
import { eitherOf, wholeNumber } from './gemini-body.js'

/** Thinking budgets that a model takes, 0 (off) and -1 (automatic) aside. https://ai.google.dev/gemini-api/docs/thinking */
interface BudgetRange {
  readonly least: number
  readonly most: number
  readonly canBeOff: boolean
  /** It thinks, as long as it likes, when nothing is said. */
  readonly thinksUnasked: boolean
}

const VERSION = String.raw`(?:-preview(?:-\d\d-\d{4})?|-\d{3}|-latest)?$`
const RANGES: readonly (readonly [models: RegExp, range: BudgetRange])[] = [
  ['pro', { least: 128, most: 32_768, canBeOff: false, thinksUnasked: true }],
  ['flash-lite', { least: 512, most: 24_576, canBeOff: true, thinksUnasked: false }],
  ['flash', { least: 1, most: 24_576, canBeOff: true, thinksUnasked: true }],
].map(([kind, range]) => [new RegExp(`^gemini-2\\.5-${kind}${VERSION}`), range as BudgetRange])
/** A budget that every model takes; of automatic thinking, nothing is known. */
const UNKNOWN: BudgetRange = { least: 512, most: 24_576, canBeOff: false, thinksUnasked: false }

/** These are told a level, and think at a high one when nothing is said; flash-lite at a minimal one. */
const TAKES_LEVELS = new RegExp(String.raw`^gemini-3(?:\.\d+)?-(?:pro|flash|flash-lite)${VERSION}`)
const LITTLE = /^(?:low|minimal)$/i

/** Automatic thinking goes up to 8,192 tokens: twice that has room for it. */
const ROOMY = 16_384

/**
 * The thinking config with which a shortened answer still has room beside the thoughts, which count into the same cap: at most half of
 * it for them, as far as the model lets itself be told. Never more thinking than was asked for.
 */
export function thinkingWithin(
  thinking: JsonObject | undefined,
  { model, cap }: { readonly model: string; readonly cap: number },
): JsonObject | undefined {
  const budget = wholeNumber(eitherOf(thinking, 'thinkingBudget'))
  if (budget === 0) return thinking
  if (typeof budget === 'number' && budget > 0) return withBudget(thinking, model, cap, budget)
  if (cap >= ROOMY) return thinking
  if (TAKES_LEVELS.test(model)) return withLowLevel(thinking, model, budget)
  const range = rangeOf(model)
  const isUnbounded = budget === -1 || range.thinksUnasked
  return isUnbounded ? withBudget(thinking, model, cap, range.most) : thinking
}

/** Whether another model takes the budget or level of a request. */
export function takesThinking(thinking: JsonObject, target: string): boolean {
  const budget = wholeNumber(eitherOf(thinking, 'thinkingBudget'))
  const level = eitherOf(thinking, 'thinkingLevel')
  if (level !== undefined && !/^(?:low|high)$/i.test(String(level)) && !target.includes('flash')) return false
  if (typeof budget !== 'number' || budget === -1) return true
  const { least, most, canBeOff } = rangeOf(target)
  return budget === 0 ? canBeOff : budget >= least && budget <= most
}

function withBudget(thinking: JsonObject | undefined, model: string, cap: number, asked: number): JsonObject {
  const { least, canBeOff } = rangeOf(model)
  const half = Math.max(least, Math.floor(cap / 2))
  const budget = half >= cap && canBeOff ? 0 : Math.min(asked, half)
  return { ...without(thinking, 'thinking_budget'), thinkingBudget: budget }
}

/** A budget beside a level is refused. */
function withLowLevel(thinking: JsonObject | undefined, model: string, budget: unknown): JsonObject | undefined {
  const level = eitherOf(thinking, 'thinkingLevel')
  const isLittle = level === undefined ? budget === undefined && model.includes('lite') : LITTLE.test(String(level))
  if (isLittle) return thinking
  return { ...without(thinking, 'thinkingBudget', 'thinking_budget', 'thinking_level'), thinkingLevel: 'LOW' }
}

function rangeOf(model: string): BudgetRange {
  return RANGES.find(([models]) => models.test(model))?.[1] ?? UNKNOWN
}

function without(value: JsonObject | undefined, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => !names.includes(name)))
}
