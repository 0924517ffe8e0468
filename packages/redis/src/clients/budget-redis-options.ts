/** Errors of a server that cannot write now: the client connects anew, to the one that can. */
const NOT_THE_PRIMARY = /^(READONLY|NOREPLICAS|MASTERDOWN)/

/**
 * Options of ioredis for budgets: a command is sent once, at once, or fails at once.
 * By default ioredis sends a command again when its reply was lost, and keeps commands for later while it is not connected: a budget would be
 * charged twice, or by a request that has gone. With a `Cluster`, pass them as its `redisOptions`.
 */
export const budgetRedisOptions = {
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  connectTimeout: 500,
  /** A Sentinel that is frozen would otherwise be waited for, for ever. */
  sentinelCommandTimeout: 300,
  /** A server that still loads is asked again soon, not when it guesses to be done. */
  maxLoadingRetryTime: 200,
  /** Leaves a primary that Sentinel has demoted, and does not wait until it notices itself. */
  failoverDetector: true,
  reconnectOnError: (error: Error): boolean => NOT_THE_PRIMARY.test(error.message),
  /** Milliseconds until the n-th attempt to connect. */
  retryStrategy: (times: number): number => Math.min(50 * times, 500),
}
