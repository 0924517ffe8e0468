import { serveTurns } from '../harness/serve-turns.js'
import { peers } from './limiter-peers.js'
import { limiterPeers, OURS } from './names.js'
import { ourLimiter } from './our-limiter.js'
import { type Batch, isScenario, keysOf, type Scenario } from './scenario.js'

const [, , scenario = '', name = ''] = process.argv
if (!isScenario(scenario)) throw new RangeError(`No such scenario: ${scenario}`)
serveTurns(await batchOf(scenario))

async function batchOf(wanted: Scenario): Promise<Batch> {
  const keys = keysOf(wanted)
  if (name === OURS) return ourLimiter(wanted, keys)
  const peer = limiterPeers.find((known) => known === name)
  if (peer === undefined) throw new RangeError(`No such contestant: ${name}`)
  return peers[peer](keys)
}
