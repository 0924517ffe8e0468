import { byHash, type ScriptClient } from './script-client.js'

/** What is used of ioredis, 5 and newer: a `Redis` (also by Sentinel) or a `Cluster`. */
export interface IoredisLike {
  evalsha(sha1: string, count: number, ...keysAndArgs: (string | Buffer)[]): Promise<unknown>
  eval(source: string, count: number, ...keysAndArgs: (string | Buffer)[]): Promise<unknown>
  ping(): Promise<unknown>
  /** True of a `Cluster`. */
  readonly isCluster?: boolean
  readonly status?: string
  connect?(): Promise<unknown>
  once?(event: 'ready' | 'close', listener: () => void): unknown
}

export function ioredisClient(client: IoredisLike): ScriptClient {
  let opening: Promise<void> | 'over' | undefined

  function opened(): Promise<void> | undefined {
    opening ??=
      firstAttempt(client)?.then(() => {
        opening = 'over'
      }) ?? 'over'
    return opening === 'over' ? undefined : opening
  }

  return {
    numbers: 'binary',
    isCluster: client.isCluster === true,
    gathers: client.isCluster !== true,
    run(script, keys, args) {
      const rest = [...keys, ...(args as (string | Buffer)[])]
      const send = () =>
        byHash(client.evalsha(script.sha1, keys.length, ...rest), () =>
          client.eval(script.source, keys.length, ...rest),
        )
      return opened()?.then(send) ?? send()
    },
    ping: () => client.ping(),
    close: async () => {},
  }
}

/** The end of the first attempt to connect, however it goes: the first request of an app should not find the door still shut. */
function firstAttempt(client: IoredisLike): Promise<void> | undefined {
  if (client.status === 'wait') client.connect?.().catch(() => {})
  if (client.once === undefined || client.status !== 'connecting') return undefined
  return new Promise((resolve) => {
    for (const event of ['ready', 'close'] as const) client.once?.(event, resolve)
  })
}
