import type { Clock } from '../clock.js'
import type { Store, StoreFinding } from '../store/store.js'

/** A client that was made a moment ago is still connecting. */
const FIRST_MS = 1_000
const LONGEST_MS = 60_000

/** Asks a store once what its operator should know; one that does not answer is asked again, ever less often. */
export function examineStore(
  store: Pick<Store, 'examine'>,
  clock: Clock,
  tell: (finding: StoreFinding) => void,
): () => void {
  let cancel: () => void = () => {}

  function askIn(delayMs: number): void {
    cancel = clock.setTimer(() => void ask(delayMs), delayMs)
  }

  async function ask(delayMs: number): Promise<void> {
    try {
      for (const finding of (await store.examine?.()) ?? []) tell(finding)
    } catch {
      askIn(Math.min(LONGEST_MS, delayMs * 4))
    }
  }

  // Where a timer goes with its request, there is none to wait with, and before the first request none may be set.
  if (store.examine !== undefined && clock.isPerRequest !== true) askIn(FIRST_MS)
  return () => cancel()
}
