export type { Admission, Decision, Limiter, Phase, Policy, QuotaStatus, Store, Subject, Usage } from '@llm-limit/core'
export { ConfigError, InvalidCallError, LlmLimitError, memoryStore, StoreError } from '@llm-limit/core'
export { addressUser } from './address.js'
export { createLimiter } from './create-limiter.js'
export { defaultLimiter } from './default-limiter.js'
export type { Exchange } from './exchange.js'
export { EXPOSED, exposedNames } from './expose.js'
export { fieldText } from './field-text.js'
export type { MaybePromise } from './go-on.js'
export { type Admitted, createGuard, type Guard, type Passed, type Refused, type Verdict } from './guard.js'
export type { Llm } from './llm.js'
export { type Fetch, meteredFetch, meteredFetchOf } from './metered-fetch.js'
export { type MiddlewareRequest, meteredMiddleware } from './metered-middleware.js'
export { guardNode, type NodeExchange } from './node-guard.js'
export type { NodeResponse } from './node-response.js'
export type { GuardOptions, Logger } from './options.js'
export { pathOf } from './path-of.js'
export type { ProblemBody, ProblemWords, RefusalReply } from './problem.js'
export type { ProviderLimitText, ProviderLimitTexts } from './provider-guard/declared-limits.js'
export type {
  CallRefused,
  CallWaited,
  KeyPaused,
  ProviderEvent,
  RefusalReason,
  StoreFailed,
} from './provider-guard/events.js'
export type { ProviderGuardOptions } from './provider-guard/options.js'
export { type ProviderGuard, providerGuard } from './provider-guard/provider-guard.js'
export { RequestBody } from './request-body.js'
export { clientLeft, guardResponse, type ResponseExchange } from './response-guard.js'
export { socketAddress } from './socket-address.js'
export { unguardedLlm } from './unguarded-llm.js'
export { USAGE_PATH, type UsageRouteOptions, usageAnswer, usageOf } from './usage-route.js'
export { wait } from './wait.js'
export { guardWeb, type WebSteps } from './web-guard.js'
