import type { World } from '../world.js'
import type { AppNode } from './app-node.js'

/** Promises that a limiter gave and that are not settled yet (I12). */
export interface PromisesKept {
  /** The same promise, watched; one that rejects is a violation, and the caller never hears of it. */
  watch<Value>(node: AppNode, what: string, promise: Promise<Value>): Promise<Value>
  /** One that may also reject; true when it did not. */
  watchOutcome(node: AppNode, what: string, promise: Promise<unknown>): Promise<boolean>
  /** Those that wait in processes that live. */
  pending(): readonly string[]
}

interface Waiting {
  readonly node: AppNode
  readonly what: string
}

/** Store calls that one promise may have to wait for one after the other, those before it in the same reservation included. */
const MOST_CALLS_IN_TURN = 12

export function promisesKept(world: World): PromisesKept {
  const waiting = new Set<Waiting>()
  const { timeline, scenario } = world
  const mostUs = MOST_CALLS_IN_TURN * (scenario.deadlineMs + 1) * 1000

  function watch<Value>(node: AppNode, what: string, promise: Promise<Value>): Promise<Value> {
    const each: Waiting = { node, what }
    const askedUs = timeline.nowUs
    waiting.add(each)
    const settled = (): void => {
      waiting.delete(each)
      const tookUs = timeline.nowUs - Math.max(askedUs, Math.min(timeline.nowUs, node.pausedUntilUs))
      if (tookUs > mostUs) world.violate('I12', `${what} took ${tookUs / 1000} ms`)
    }
    promise.then(settled, (cause) => {
      settled()
      world.violate('I12', `${what} rejected: ${cause}`)
    })
    return promise
  }

  return {
    pending: () => [...waiting].filter(({ node }) => !node.isGone).map(({ what }) => what),
    watch,
    watchOutcome: (node, what, promise) =>
      watch(
        node,
        what,
        promise.then(
          () => true,
          () => false,
        ),
      ),
  }
}
