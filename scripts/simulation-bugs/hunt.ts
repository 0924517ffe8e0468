// Runs in a copy of the working tree with a bug in it: seeds until one finds it. Tells which, as one line of JSON.
import { runCampaign } from '../../packages/testing/src/simulation/index.js'

const [mode = 'liveness', seeds = '20000'] = process.argv.slice(2)
const { ran, failure } = await runCampaign({
  mode: mode === 'failover' ? mode : 'liveness',
  from: 1,
  seeds: Number(seeds),
})
console.log(JSON.stringify({ ran, ...failure }))
