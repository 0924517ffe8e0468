import { byHash, type ScriptClient } from './script-client.js'

/** What is used of ioredis, 5 and newer: a `Redis` (also by Sentinel) or a `Cluster`. */
export interface IoredisLike {
  evalsha(sha1: string, count: number, ...keysAndArgs: (string | Buffer)[]): Promise<unknown>
  eval(source: string, count: number, ...keysAndArgs: (string | Buffer)[]): Promise<unknown>
  ping(): Promise<unknown>
  /** True of a `Cluster`. */
  readonly isCluster?: boolean
}

export function ioredisClient(client: IoredisLike): ScriptClient {
  return {
    numbers: 'binary',
    isCluster: client.isCluster === true,
    gathers: client.isCluster !== true,
    run(script, keys, args) {
      const rest = [...keys, ...(args as (string | Buffer)[])]
      return byHash(client.evalsha(script.sha1, keys.length, ...rest), () =>
        client.eval(script.source, keys.length, ...rest),
      )
    },
    ping: () => client.ping(),
    close: async () => {},
  }
}
