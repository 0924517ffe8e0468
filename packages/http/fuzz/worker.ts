import { type Failure, runCampaign } from './campaign.js'
import { heldBytes } from './held-bytes.js'

export type Report = { readonly at: number } | { readonly failure: Failure } | { readonly summary: string }

/** What the process may hold on to when the campaign is over: nothing of what it was given. */
const MOST_LEFT = 64 * 1024 * 1024

const [cases = 1, from = 1] = process.argv.slice(2).map(Number)
const tell = (report: Report): void => void process.send?.(report)

// What is warmed up is kept.
await runCampaign({ from: 1, cases: Math.min(cases, 200) })
const before = await heldBytes()
const { counts, slowestMs, slowestSeed } = await runCampaign({
  from,
  cases,
  before: (seed) => tell({ at: seed }),
  failed: (failure) => tell({ failure }),
})
const left = (await heldBytes()) - before
if (left > MOST_LEFT) tell({ failure: { seed: from, what: `${left} bytes are left after ${cases} cases` } })
const lines = [...counts].sort().map(([what, times]) => `${what.padEnd(36)}${times}`)
tell({ summary: [...lines, `slowest: ${slowestMs} ms of CPU, seed ${slowestSeed}; left: ${left} bytes`].join('\n') })
process.disconnect()
