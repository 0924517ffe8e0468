import type { Guard } from './guard.js'
import { guardResponse } from './response-guard.js'
import { WebExchange, type WebHandling } from './web-exchange.js'

export interface WebSteps<Request_ extends Request> extends WebHandling<Request_> {
  readonly guard: Guard<Request_>
}

/** One guarded request of a `Request -> Response` handler. */
export async function guardWeb<Request_ extends Request>(steps: WebSteps<Request_>): Promise<Response> {
  const exchange = new WebExchange(steps)
  await guardResponse(steps.guard, exchange)
  return exchange.answer
}
