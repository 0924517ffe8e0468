// A share of the seeds of `npm run simulate:faults`, in a process of its own: bundled and forked by simulate-faults.ts.
import { type Mode, runCampaign } from '../packages/testing/src/simulation/index.js'

const [mode, from, seeds] = process.argv.slice(2)
const drawn: Mode = mode === 'failover' ? mode : 'liveness'
const report = await runCampaign({ mode: drawn, from: Number(from), seeds: Number(seeds) })
process.send?.(report, undefined, undefined, () => process.disconnect())
