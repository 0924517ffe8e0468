/**
 * Bisects several numbers at once: for each key the least whole number from 0 to `high` that is enough, when all larger ones are too.
 * `high` itself is taken to be enough. @param enoughAt Tries one number for each key, and says of which keys it is enough.
 */
export async function leastEnough(
  keys: readonly string[],
  high: number,
  enoughAt: (tried: ReadonlyMap<string, number>) => Promise<(key: string) => boolean>,
): Promise<ReadonlyMap<string, number>> {
  const ranges = new Map(keys.map((key) => [key, { low: 0, high }]))
  while ([...ranges.values()].some((range) => range.low < range.high)) {
    const tried = new Map([...ranges].map(([key, range]) => [key, Math.floor((range.low + range.high) / 2)]))
    const isEnough = await enoughAt(tried)
    for (const [key, range] of ranges) {
      const middle = tried.get(key) ?? 0
      if (range.low === range.high) continue
      if (isEnough(key)) range.high = middle
      else range.low = middle + 1
    }
  }
  return new Map([...ranges].map(([key, range]) => [key, range.high]))
}
