// `npm run bench:estimates`: how well what a call will need is foretold, on an hour of real traffic, and what holding that much spares.
// Exits 1 when a target is missed.
import { allFindings, type Finding, isMissed } from './estimates/findings.js'

const findings = allFindings()
const width = Math.max(...findings.map(({ what }) => what.length))
for (const finding of findings) console.log(lineOf(finding))
const missed = findings.filter(isMissed)
if (missed.length > 0) {
  console.error(`\nMissed: ${missed.map(({ what }) => what).join('; ')}`)
  process.exitCode = 1
}

function lineOf({ what, value, least, most }: Finding): string {
  const target = [least === undefined ? '' : `at least ${least}`, most === undefined ? '' : `at most ${most}`]
  return `${what.padEnd(width)}  ${value.toFixed(2).padStart(7)}  ${target.filter((each) => each !== '').join(', ')}`
}
