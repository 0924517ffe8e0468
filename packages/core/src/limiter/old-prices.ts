import type { Clock } from '../clock.js'
import type { Prices } from '../policy/prices.js'

const DAY_MS = 86_400_000
/** Vendors publish a new generation, and cut prices, about twice a year. */
const OLD_DAYS = 180
/** Who made the limiter listens by then. */
const SOON_MS = 1_000

/** Warns once of a price table that was published long ago. @returns a function that stops it. */
export function warnOfOldPrices(
  prices: Prices | undefined,
  clock: Clock,
  warn: (code: string, message: string) => void,
): () => void {
  const published = prices?.date === undefined ? Number.NaN : Date.parse(prices.date)
  const days = Math.floor((clock.now() - published) / DAY_MS)
  if (!(days > OLD_DAYS)) return () => {}
  const message = `The price table was published ${days} days ago, on ${prices?.date}. Update the package, or pass prices of your own.`
  return clock.setTimer(() => warn('old-prices', message), SOON_MS)
}
