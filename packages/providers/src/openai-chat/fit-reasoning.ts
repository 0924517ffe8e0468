import { isJsonObject } from '../json.js'

/** Least that a model takes for its reasoning. */
const LEAST_BUDGET = 1_024

/**
 * OpenRouter's `reasoning.max_tokens` must stay below the cap (https://openrouter.ai/docs/use-cases/reasoning-tokens): half of a shorter cap
 * is left for the answer. Where that is too little to reason with, nothing is said of reasoning.
 */
export function fitReasoning(body: Record<string, unknown>, cap: number): void {
  const { reasoning } = body
  if (!isJsonObject(reasoning) || typeof reasoning['max_tokens'] !== 'number' || reasoning['max_tokens'] < cap) return
  const budget = Math.floor(cap / 2)
  if (budget >= LEAST_BUDGET) body['reasoning'] = { ...reasoning, max_tokens: budget }
  else delete body['reasoning']
}
