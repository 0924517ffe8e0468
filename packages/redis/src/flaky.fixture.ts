import type { Cluster } from 'ioredis'
import type { IoredisLike } from './clients/ioredis.js'
import { type Operation, SCRIPTS } from './scripts.gen.js'

/** What becomes of a script: `unsent` never reaches the server, `unheard` is done but its reply is lost, `twice` is sent again by the client. */
export type Fate = 'well' | 'unsent' | 'unheard' | 'twice'

/** A client of a real cluster whose connections fail as `fateOf` says. */
export function flakyClient(client: Cluster, fateOf: (operation: Operation) => Fate): IoredisLike {
  async function run(fate: Fate, send: () => Promise<unknown>): Promise<unknown> {
    if (fate === 'unsent') throw new Error('Connection is closed.')
    const reply = await send()
    if (fate === 'unheard') throw new Error('Connection is closed.')
    return fate === 'twice' ? send() : reply
  }
  return {
    isCluster: true,
    evalsha: (sha1, count, ...rest) =>
      run(fateOf(operationOf((each) => each.sha1 === sha1)), () => client.evalsha(sha1, count, ...rest)),
    // Only after an evalsha that has met its fate already.
    eval: (source, count, ...rest) => client.eval(source, count, ...rest),
    ping: () => client.ping(),
  }
}

function operationOf(matches: (script: (typeof SCRIPTS)[Operation]) => boolean): Operation {
  const [operation] = Object.entries(SCRIPTS).find(([, script]) => matches(script)) ?? []
  if (operation === undefined) throw new Error('A script that is none of ours.')
  return operation as Operation
}
