// `npm run bench:overspend`: what is really spent of a budget that many calls ask at the same time, as a multiple of its limit.
// Exits 1 when ours lets through more than the limit, or when a planted faulty store is not seen to.
import { installPeers } from './harness/peers.js'

installPeers()
const { crewOf } = await import('./overspend/crew.js')
const { gateNames } = await import('./overspend/gates.js')
const { faultsIn, printOutcomes } = await import('./overspend/report.js')
const { scenarios } = await import('./overspend/scenario.js')
const { withRedis } = await import('./harness/redis-server.js')

const outcomes = await withRedis(async (url) => {
  const crew = await crewOf(Math.max(...scenarios.map(({ processes }) => processes)), url)
  try {
    return new Map(
      await inTurn(gateNames, async (name) => [name, await inTurn(scenarios, (each) => crew.run(name, each))]),
    )
  } finally {
    crew.dismiss()
  }
})
printOutcomes(scenarios, outcomes)
const faults = faultsIn(outcomes)
for (const fault of faults) console.error(`\n${fault}`)
if (faults.length > 0) process.exitCode = 1

async function inTurn<Item, Value>(items: readonly Item[], work: (item: Item) => Promise<Value>): Promise<Value[]> {
  const values: Value[] = []
  for (const item of items) values.push(await work(item))
  return values
}
