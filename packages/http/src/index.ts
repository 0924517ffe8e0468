export type { Admission, Decision, Phase, QuotaStatus, Store, Usage } from '@llm-limit/core'
export { ConfigError, InvalidCallError, StoreError } from '@llm-limit/core'
export { addressUser } from './address.js'
export * from './app.js'
export { defaultLimiter } from './default-limiter.js'
export type { Exchange } from './exchange.js'
export { EXPOSED, exposedNames } from './expose.js'
export { fieldText } from './field-text.js'
export { goOn, type MaybePromise } from './go-on.js'
export { type Admitted, createGuard, type Guard, type Passed, type Refused, type Verdict } from './guard.js'
export { type Fetch, meteredFetchOf } from './metered-fetch.js'
export type { MiddlewareRequest } from './metered-middleware.js'
export { guardNode, type NodeExchange } from './node-guard.js'
export type { NodeResponse } from './node-response.js'
export type { GuardOptions, Logger } from './options.js'
export { pathOf } from './path-of.js'
export type { ProblemWords, RefusalReply } from './problem.js'
export type { ProviderLimitText, ProviderLimitTexts } from './provider-guard/declared-limits.js'
export type {
  CallRefused,
  CallWaited,
  KeyPaused,
  RefusalReason,
  StoreFailed,
} from './provider-guard/events.js'
export { RequestBody, withBody } from './request-body.js'
export { clientLeft, guardResponse, type ResponseExchange } from './response-guard.js'
export { socketAddress } from './socket-address.js'
export { unguardedLlm } from './unguarded-llm.js'
export { USAGE_PATH, type UsageRouteOptions, usageAnswer, usageOf } from './usage-route.js'
export { wait } from './wait.js'
export { guardWeb, type WebSteps } from './web-guard.js'
