import type { History } from './command.js'

/** Leaves out commands, many at once and then one by one, for as long as the rest still fails. */
export async function shrunk(history: History, fails: (history: History) => Promise<boolean>): Promise<History> {
  let shortest = history
  for (let size = Math.ceil(history.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    let from = 0
    while (from < shortest.length) {
      const shorter = shortest.toSpliced(from, size)
      if (shorter.length > 0 && (await fails(shorter))) shortest = shorter
      else from += size
    }
  }
  return shortest
}
