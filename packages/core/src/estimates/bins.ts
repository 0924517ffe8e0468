/** Up to here a bin is one number of tokens; above, bins are 3 % wide. */
const EXACT = 32
const WIDTH = Math.log(1.03)

/** The last one has everything above 1.6 million. */
export const BINS = 400

/** The bins of most lengths, as logarithms are dear. */
const KNOWN: Uint16Array = Uint16Array.from({ length: 4_096 }, (_, tokens) => reckonBin(tokens))

/** The bin of a whole number of tokens. */
export function binOf(tokens: number): number {
  return KNOWN[tokens] ?? reckonBin(tokens)
}

function reckonBin(tokens: number): number {
  return tokens < EXACT ? tokens : Math.min(BINS - 1, EXACT + Math.floor(Math.log(tokens / EXACT) / WIDTH))
}

/** TOP[bin]: the most tokens that fall into a bin. */
const TOP: Float64Array = Float64Array.from({ length: BINS }, (_, bin) =>
  bin < EXACT ? bin : Math.max(bin, Math.ceil(EXACT * Math.exp((bin - EXACT + 1) * WIDTH)) - 1),
)

/** Tokens at a part (0 to 1) of a bin. */
export function tokensAt(bin: number, part: number): number {
  const top = TOP[bin] ?? 0
  const below = bin === 0 ? 0 : (TOP[bin - 1] ?? 0)
  return below + part * (top - below)
}
