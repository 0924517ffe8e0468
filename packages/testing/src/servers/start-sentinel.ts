import { type RedisServer, startInstance } from './redis-server.js'

/** What a sentinel watches, and how. */
export interface Watch {
  readonly name: string
  readonly primary: RedisServer
  /** So many sentinels must find it down. */
  readonly quorum: number
  readonly downAfterMs: number
}

/** How often a sentinel looks and talks. */
export type SentinelPace = 'brisk' | 'real'

// The period of pings stays: news of a replica that are older than five of them count for nothing when one is to be promoted.
/** `real` is as delivered: 10 s to notice a replica, 2 s to notice another sentinel, 8 s to demote a primary that comes back. */
const PERIODS_MS: Record<SentinelPace, Readonly<Record<string, number>>> = {
  brisk: { 'info-period': 200, 'publish-period': 200, 'ask-period': 200 },
  real: { 'info-period': 10_000, 'publish-period': 2_000, 'ask-period': 1_000 },
}

/** Starts one sentinel, at a brisk pace. */
export async function startSentinel({ name, primary, quorum, downAfterMs }: Watch): Promise<RedisServer> {
  const { host, port, password } = primary
  const sentinel = await startInstance('sentinel', {
    'sentinel monitor': `${name} ${host} ${port} ${quorum}`,
    'sentinel down-after-milliseconds': `${name} ${downAfterMs}`,
    'sentinel failover-timeout': `${name} ${4 * downAfterMs}`,
    ...(password === undefined ? {} : { 'sentinel auth-pass': `${name} ${password}` }),
  })
  await setPace(sentinel, 'brisk')
  return sentinel
}

export async function setPace(sentinel: RedisServer, pace: SentinelPace): Promise<void> {
  await sentinel.command('SENTINEL', 'DEBUG', ...Object.entries(PERIODS_MS[pace]).flat())
}
