import { isJsonObject } from '../json.js'

/** https://platform.claude.com/docs/en/build-with-claude/extended-thinking: from 1,024 on, and less than `max_tokens`. */
const LEAST_BUDGET = 1_024
/** Less is no answer. */
const LEAST_ANSWER = 256

/**
 * Thinking that fits a cap which was lowered. Its budget is cut first, so that the answer keeps the room it had; it is turned off when
 * not even the least budget leaves room for an answer. Adaptive thinking has no budget: the cap bounds it.
 */
export function fitThinking(thinking: unknown, asked: number, cap: number): unknown {
  if (!isJsonObject(thinking) || thinking['type'] !== 'enabled') return thinking
  const budget = thinking['budget_tokens']
  if (typeof budget !== 'number') return thinking
  if (cap < LEAST_BUDGET + LEAST_ANSWER) return { type: 'disabled' }
  const answer = Math.max(asked - budget, LEAST_ANSWER)
  return { ...thinking, budget_tokens: Math.min(budget, Math.max(cap - answer, LEAST_BUDGET)) }
}
