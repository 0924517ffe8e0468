import type { Turn } from './fair-queue.js'
import { type KnownLimits, MINUTE_MS, type ProviderUnit } from './known-limits.js'
import { USED_SHARE } from './provider-counter.js'

/** For how long one is good enough, and how many more may wait by then, as a share: a forecast looks at all who wait. */
const GOOD_FOR_MS = 100
const MOST_MORE = 0.1

/** How long a request and a token take, at best. */
export interface Pace {
  readonly msOfRequest: number
  readonly msOfToken: number
}

/** With all of every key for this process. */
export function bestPace(keys: readonly { readonly known: KnownLimits }[]): Pace {
  const msOf = (unit: ProviderUnit): number => {
    let perMinute = 0
    for (const { known } of keys) perMinute += known.amountOf(unit, MINUTE_MS) ?? Number.POSITIVE_INFINITY
    return MINUTE_MS / (USED_SHARE * perMinute)
  }
  return { msOfRequest: msOf('requests'), msOfToken: msOf('tokens') }
}

/** When those who wait are served, at best. */
export interface Forecast {
  isGoodFor(length: number, now: number): boolean
  /** Least wait of somebody who starts at this virtual time. */
  waitMs(start: number, now: number): number
}

interface Expected {
  readonly start: number
  /** When those before it are served, or gave up. */
  readonly at: number
}

interface Patient {
  readonly cost: number
  readonly deadline: number
}

export const NO_FORECAST: Forecast = { isGoodFor: () => false, waitMs: () => 0 }

/**
 * Goes through the queue at a pace that is never exceeded. Whoever would come after his deadline even so is hopeless, and takes nothing: at
 * a slower pace nobody would be served sooner, since those before him stay as long or longer.
 */
export function forecastOf<Item extends Patient>(
  turns: readonly Turn<Item>[],
  now: number,
  { msOfRequest, msOfToken }: Pace,
): { readonly forecast: Forecast; readonly hopeless: readonly Item[] } {
  const expected: Expected[] = []
  const hopeless: Item[] = []
  let [requests, tokens, at] = [0, 0, now]
  for (const { item, start } of turns) {
    if (at > item.deadline) {
      hopeless.push(item)
      continue
    }
    requests += 1
    tokens += item.cost
    at = now + Math.max(requests * msOfRequest, tokens * msOfToken)
    expected.push({ start, at })
  }
  return { forecast: forecastFrom(expected, now), hopeless }
}

function forecastFrom(expected: readonly Expected[], madeAt: number): Forecast {
  const most = expected.length * (1 + MOST_MORE)
  return {
    isGoodFor: (length, now) => length <= most && now - madeAt < GOOD_FOR_MS,
    waitMs(start, now) {
      const before = expected.findLast((one) => one.start < start)
      return before === undefined ? 0 : Math.max(0, before.at - now)
    },
  }
}
