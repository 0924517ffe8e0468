import type { Limiter } from '@llm-limit/core'
import { addressUser, isAddressUser, UNKNOWN_ADDRESS } from './address.js'
import type { Exchange } from './exchange.js'

/** Tells of a guard in the wrong place, as far as a request shows it. */
export function warnAboutMounting(limiter: Limiter, exchange: Exchange<unknown>): void {
  if (
    exchange.body === undefined &&
    exchange.header('content-type')?.includes('json') === true &&
    exchange.header('content-length') !== '0'
  ) {
    limiter.warn(
      'mounted-before-body-parser',
      'The guard sees no parsed body, so it can only hold what the operation expects. Mount the body parser before it.',
    )
  }
  if (isCrossOrigin(exchange) && exchange.getField?.('access-control-allow-origin') === undefined) {
    limiter.warn(
      'mounted-before-cors',
      'A browser of another origin calls, but no CORS field is set yet: it cannot read the budget fields. Mount cors before the guard.',
    )
  }
}

/** Browsers name their origin in every POST, also in one to their own server. Where nothing is mounted before the guard, cors is the handler's. */
function isCrossOrigin(exchange: Exchange<unknown>): boolean {
  const origin = exchange.getField === undefined ? undefined : exchange.header('origin')
  if (origin === undefined) return false
  const host = exchange.header('host')
  return host !== undefined && !origin.endsWith(`//${host}`)
}

/** Tells when a budget is shared by more people than it should be. */
export function warnAboutAddress(limiter: Limiter, exchange: Exchange<unknown>, user: string): void {
  if (!isAddressUser(user)) return
  if (user === UNKNOWN_ADDRESS) {
    limiter.warn(
      'no-client-address',
      'Neither a subject nor an address is known: all such callers share one budget. Give the guard a subject, or an address.',
    )
  }
  const forwarded = exchange.header('x-forwarded-for')
  if (forwarded === undefined || user === UNKNOWN_ADDRESS) return
  if (!forwarded.split(',', 32).some((address) => addressUser(address.trim()) === user)) {
    limiter.warn(
      'proxy-not-trusted',
      'Requests carry X-Forwarded-For, but the framework does not trust it: all callers behind one proxy share one budget. Trust your own proxy, or name a subject.',
    )
  }
}
