import type { Account, LocalGrant } from '../app/books.js'
import { periodAt } from '../ledger/counter.js'
import type { SimulatedServer } from '../server/simulated-server.js'
import type { World } from '../world.js'

/** I3, F40: calendar counters are the sum of what was spent in their period, with and without the store. */
export function checkSums(world: World, server: SimulatedServer, accounts: readonly Account[]): void {
  for (const partition of server.known.values()) {
    const settled = server.settledByLedger(partition)
    const periods = server.periodsOf(partition)
    for (const [i, { counter, aging }] of partition.quotas.entries()) {
      if (aging.algorithm !== 'calendar') continue
      const sum = sumOf(accounts, partition.key, counter, periods[i] ?? 0)
      if (sum === undefined) continue
      world.count('counter added up')
      if (sum !== settled[i])
        world.violate(
          'I3',
          `'${counter}' of ${partition.key} is at ${settled[i]}, and ${sum} were spent in ${periods[i]}`,
        )
    }
  }
}

/** Undefined when it cannot be known. */
function sumOf(accounts: readonly Account[], key: string, counter: string, period: number): number | undefined {
  let sum = 0
  for (const { grant, local, due, isExact, isReopened, otherwise, attempts } of accounts) {
    if (attempts.every(({ outcome }) => outcome !== 'admitted')) continue
    const place =
      local === undefined ? placeIn(grant) : { keys: local.keys, quotas: local.quotas, periods: local.periods }
    const i = place.quotas.findIndex((quota, at) => quota.counter === counter && place.keys[at] === key)
    if (i < 0) continue
    if (isReopened || otherwise !== undefined) return undefined
    // What was admitted without the store and handed over in another period is charged to none.
    if (local !== undefined && !isStillIn(local, i, period)) return undefined
    if (place.periods[i] !== period) continue
    if (due === undefined || !isExact) return undefined
    sum += due[i] ?? 0
  }
  return sum
}

function isStillIn({ node, quotas, periods }: LocalGrant, index: number, period: number): boolean {
  const aging = quotas[index]?.aging
  return (
    periods[index] === period &&
    aging?.algorithm === 'calendar' &&
    periodAt(aging.boundaries, node.clock.now()) === period
  )
}

function placeIn(grant: Account['grant']): Pick<NonNullable<Account['local']>, 'keys' | 'quotas' | 'periods'> {
  if (grant === undefined) return { keys: [], quotas: [], periods: [] }
  const { partitions, quotas, periods } = grant
  return { keys: partitions.flatMap(({ key, quotas }) => quotas.map(() => key)), quotas, periods }
}
