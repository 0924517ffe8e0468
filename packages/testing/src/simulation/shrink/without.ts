/** Leaves out parts of a list, many at once and then one by one, for as long as the rest is still good enough. */
export async function without<Part>(
  list: readonly Part[],
  isEnough: (rest: readonly Part[]) => Promise<boolean>,
): Promise<readonly Part[]> {
  let shortest = list
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    let from = 0
    while (from < shortest.length) {
      const shorter = shortest.toSpliced(from, size)
      if (await isEnough(shorter)) shortest = shorter
      else from += size
    }
  }
  return shortest
}
