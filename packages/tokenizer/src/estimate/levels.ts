/** Costs are integers, this many to a token, so that a sum does not depend on how the text was cut. */
export const ONE = 256
/** Scores of letters are coarser. */
export const SCORE_ONE = 32
/**
 * What a word costs beyond its first token, in tokens, by the sum of its letters' scores: next to nothing for likely letters,
 * a token more for every point from about two on.
 */
export function excessTokens(score: number): number {
  return Math.log1p(Math.exp(2 * (score - 1.5))) / 2
}

/** The generated weights are strings of these, one of 64 levels a character. */
export const LEVELS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export function levelAt(levels: string, at: number): number {
  return LEVELS.indexOf(levels.charAt(at))
}

/** The score of a letter beside another: 0 to 2 tokens. */
export function letterScore(level: number): number {
  return level
}

/** The cost of a mark, or of a character that joins its neighbour: 0 to 1.5 tokens, finest near 0, where long runs are. */
export function pairCost(level: number): number {
  return Math.round(1.5 * ONE * (level / 63) ** 2)
}

/** The cost of a character that is no token of its own: 1 to 4.9 tokens. */
export function ownCost(level: number): number {
  return ONE + (level * ONE) / 16
}
