// `npx tsx benchmarks/express.ts`: CPU time that a limiter adds to an Express request with a 1 KB chat body.
import { BARE, EXPRESS_RATE_LIMIT, OURS } from './contestants/names.js'
import { runAlone } from './harness/alone.js'
import { bundle, type SourceTree } from './harness/build.js'
import { median } from './harness/median.js'
import type { Section } from './harness/sections.js'
import { addedTo, takeTurns } from './harness/turns.js'

export async function expressBenchmark(trees: readonly SourceTree[]): Promise<Section[]> {
  const files = await Promise.all(trees.map((tree) => bundle('express', tree)))
  const rounds = await takeTurns([
    { name: BARE, file: files[0] ?? '', arguments: [BARE] },
    { name: EXPRESS_RATE_LIMIT, file: files[0] ?? '', arguments: [EXPRESS_RATE_LIMIT] },
    ...trees.map(({ label }, i) => ({ name: label, file: files[i] ?? '', arguments: [OURS] })),
  ])
  const peer = addedTo(rounds, BARE, EXPRESS_RATE_LIMIT)
  const limiters = [EXPRESS_RATE_LIMIT, ...trees.map(({ label }) => label)]
  const rows = limiters.map((name) => {
    const value = addedTo(rounds, BARE, name)
    return { name, value: value / 1000, ratio: value / peer, ...(name === OURS ? { below: 1 } : {}) }
  })
  const bare = { name: `${BARE}: the whole request`, value: median(rounds.get(BARE) ?? []) / 1000 }
  const title = 'added to an Express request, 1 KB chat, all fields, settled'
  return [{ title, unit: 'us', peer: EXPRESS_RATE_LIMIT, rows: [bare, ...rows] }]
}

await runAlone(import.meta.url, expressBenchmark)
