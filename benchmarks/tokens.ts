// How far the token estimate is off, how fast it is, and whether exact counts are exact: npx tsx benchmarks/tokens.ts
// Exits with 1 when a target is missed.
import { reportAttacks } from './tokens/attack.js'
import { reportBias } from './tokens/bias.js'
import { reportExactness } from './tokens/exactness.js'
import { missedTargets } from './tokens/report.js'
import { reportSlices } from './tokens/slices.js'
import { reportSpeed } from './tokens/speed.js'

reportBias()
reportSpeed()
reportAttacks()
await reportSlices()
await reportExactness()

const missed = missedTargets()
if (missed.length > 0) {
  console.log(`\nMissed: ${missed.join('; ')}`)
  process.exitCode = 1
}
