import { byHash, onceTogether, type ScriptClient } from './script-client.js'

interface ScriptCall {
  readonly keys: string[]
  readonly arguments: (string | Buffer)[]
}

/** What is used of node-redis, 5 and newer: a client, a pool or a cluster. */
export interface NodeRedisLike {
  evalSha(sha1: string, call: ScriptCall): Promise<unknown>
  eval(source: string, call: ScriptCall): Promise<unknown>
  /** Only a cluster has it. */
  nodeClient?(node: never): Promise<unknown>
}

export function nodeRedisClient(client: NodeRedisLike): ScriptClient {
  const isCluster = typeof client.nodeClient === 'function'
  return {
    numbers: 'binary',
    isCluster,
    gathers: !isCluster,
    run(script, keys, args) {
      const call = { keys: [...keys], arguments: [...args] as (string | Buffer)[] }
      const send = () => byHash(client.evalSha(script.sha1, call), () => client.eval(script.source, call))
      return isCluster ? onceTogether(send) : send()
    },
    ping: () => client.eval('return 1', { keys: [], arguments: [] }),
    close: async () => {},
  }
}
