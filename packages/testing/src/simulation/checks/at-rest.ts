import { LATE_MS, type Partition, usedAt, usedIn } from '@llm-limit/core'
import type { AppNodes } from '../app/app-nodes.js'
import type { Books } from '../app/books.js'
import type { PromisesKept } from '../app/promises-kept.js'
import type { Scenario } from '../scenario/scenario.js'
import type { Deployment } from '../server/deployment.js'
import { brokenAmount } from '../server/look-at-records.js'
import type { SimulatedServer } from '../server/simulated-server.js'
import type { World } from '../world.js'
import { checkAccount } from './charged-once.js'
import { checkSums } from './sums.js'

export interface AtRest {
  readonly world: World
  readonly deployment: Deployment
  readonly books: Books
  readonly nodes: AppNodes
  readonly promises: PromisesKept
}

/** When every request is over, and what it left to tell has been told. */
export function checkBooks(rest: AtRest): void {
  const { world, deployment, books, nodes } = rest
  const { server } = deployment.primary
  checkDecided(rest)
  if (deployment.hasLost || jumpsAhead(world.scenario)) return
  const accounts = [...books.accounts.values()]
  for (const account of accounts) checkAccount(world, server, account)
  if (nodes.all.some(({ isGone }) => isGone)) return
  checkSums(world, server, accounts)
}

/** I12: nothing is pending, and every process that lives has found back to the store. */
function checkDecided({ world, books, promises }: AtRest): void {
  for (const what of promises.pending()) world.violate('I12', `${what} is still pending`)
  for (const { plan, attempts, local } of books.accounts.values()) {
    const isUnheard = attempts.some(({ outcome, node }) => outcome === 'unavailable' && !node.isGone)
    if (plan.name.startsWith('last-') && (isUnheard || local !== undefined))
      world.violate('I12', `${plan.name} was not decided by the store, though all is well again`)
  }
}

/** Whether the clock of the store jumps further ahead than a settlement may be late: that ends whatever is under way. */
function jumpsAhead({ faults }: Scenario): boolean {
  return faults.some((fault) => fault.do === 'clock' && fault.byMs > LATE_MS / 2)
}

/** When all leases are over. */
export function checkAtRest({ world, deployment, promises }: AtRest): void {
  const { server } = deployment.primary
  for (const what of promises.pending()) world.violate('I12', `${what} is still pending`)
  for (const partition of server.known.values()) checkRecord(world, server, partition)
}

/** I2: nothing is held any more. I3: the counters are what the ledger says. */
function checkRecord(world: World, server: SimulatedServer, partition: Partition): void {
  const { now, records } = server.peek([partition])
  const [record] = records
  if (record === undefined) return
  const broken = brokenAmount(records)
  if (broken !== undefined) world.violate('I9', `a counter of ${partition.key} is ${broken}`)
  const used = usedIn(records, [partition], now)
  const expected = server.usedByLedger([partition])
  for (const [i, { counter }] of partition.quotas.entries()) {
    const held = usedAt(record, i, { algorithm: 'concurrency' }, now)
    if (held > 0) world.violate('I2', `${held} of '${counter}' are still held under ${partition.key}`)
    if (used[i] !== expected[i])
      world.violate('I3', `'${counter}' of ${partition.key} is at ${used[i]}, and the ledger says ${expected[i]}`)
  }
  if (record.leases.length > 0) world.violate('I2', `${partition.key} has open leases`)
}
