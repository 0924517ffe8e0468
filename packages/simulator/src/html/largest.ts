/** The largest of amounts, 0 for none: how high a chart is. */
export function most(amounts: readonly number[]): number {
  return amounts.reduce((a, b) => Math.max(a, b), 0)
}

/** The item with the largest amount, the first of equals; undefined where there is none above 0. */
export function largestBy<Item>(items: readonly Item[], amount: (item: Item) => number): Item | undefined {
  let largest: Item | undefined
  let reached = 0
  for (const item of items) {
    if (!(amount(item) > reached)) continue
    largest = item
    reached = amount(item)
  }
  return largest
}
