import type { Tell } from './events.js'

/** How long a store that failed is left alone: calls do not wait for it one after the other. */
const LEFT_ALONE_MS = 1_000

/** Asks the store. @returns `instead` when it fails, and for a while after: the provider's own limit is still there. */
export type StoreLink = <Reply>(ask: () => Promise<Reply>, instead: Reply) => Promise<Reply>

export function storeLink(now: () => number, tell: Tell): StoreLink {
  let leftAloneUntil = Number.NEGATIVE_INFINITY
  let isDown = false

  function failed(cause: unknown): void {
    leftAloneUntil = now() + LEFT_ALONE_MS
    if (!isDown) tell({ type: 'store-failed', cause })
    isDown = true
  }

  return async (ask, instead) => {
    if (now() < leftAloneUntil) return instead
    try {
      const reply = await ask()
      isDown = false
      return reply
    } catch (cause) {
      failed(cause)
      return instead
    }
  }
}
