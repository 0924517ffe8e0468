import { byHash, type ScriptClient } from './script-client.js'

/** What is used of `Redis` of @upstash/redis. */
export interface UpstashLike {
  evalsha(sha1: string, keys: string[], args: string[]): Promise<unknown>
  eval(source: string, keys: string[], args: string[]): Promise<unknown>
  ping(): Promise<unknown>
}

export function upstashClient(client: UpstashLike): ScriptClient {
  return {
    numbers: 'json',
    isCluster: false,
    gathers: false,
    run(script, keys, args) {
      const texts = args as readonly string[]
      return byHash(client.evalsha(script.sha1, [...keys], [...texts]), () =>
        client.eval(script.source, [...keys], [...texts]),
      )
    },
    ping: () => client.ping(),
    close: async () => {},
  }
}
