import { claudeGeneration, isNewerClaude } from './claude-generation.js'
import type { CountTokens } from './wire.js'

const { ceil } = Math

/** Of ai-tokenizer 1.0.6's encoding for the 4.x family: prose 1.27, code 1.2, minified JSON 1.35. */
const CLAUDE = 1.35
/** The tokenizer since Opus 4.7 makes 1.3 times as many (https://platform.claude.com/docs/en/build-with-claude/token-counting). */
const NEWER_CLAUDE = 1.76
const GEMINI = 1.08

/**
 * Tokens of a model's own tokenizer for one of o200k's, the most among prose, code and JSON in Latin script; 1 for a model that is not
 * known to make more. Other scripts can cost Claude more than this says.
 */
export function tokenFactor(model: string | undefined): number {
  if (model === undefined) return 1
  if (claudeGeneration(model) !== undefined) return isNewerClaude(model) ? NEWER_CLAUDE : CLAUDE
  return model.includes('gemini-') ? GEMINI : 1
}

/** Counts as the model itself would. @param countTokens Counts o200k tokens. */
export function tokensOf(model: string | undefined, countTokens: CountTokens): CountTokens {
  const factor = tokenFactor(model)
  return factor === 1 ? countTokens : (text) => ceil(countTokens(text) * factor)
}
