import { idOf } from '../server/operation.js'
import type { SimulatedServer } from '../server/simulated-server.js'
import type { World } from '../world.js'
import { ceilingOf } from './true-spend.js'

/**
 * I4 (d): of two primaries the one whose writes will go has admitted, since they parted, at most what was left then; what it was told
 * afterwards of calls that used more than they held comes on top.
 */
export function checkSplit(world: World, old: SimulatedServer, fork: number): void {
  const before = old.restored(fork, old.offsetMs)
  for (const partition of old.known.values()) {
    const periods = old.periodsOf(partition)
    const [used, usedBefore] = [
      old.usedByLedger([partition]),
      before.usedByLedger([partition], old.log[fork - 1]?.clockMs),
    ]
    for (const [i, quota] of partition.quotas.entries()) {
      if (quota.aging.algorithm !== 'calendar' || quota.onlyWhile !== undefined) continue
      if (before.periodsOf(partition)[i] !== periods[i]) continue
      const room = Math.max(0, ceilingOf(world.scenario, quota) - (usedBefore[i] ?? 0))
      const grown = grownIn(old, fork, partition.key, quota.counter)
      const more = (used[i] ?? 0) - (usedBefore[i] ?? 0)
      if (more > room + grown)
        world.violate(
          'I4',
          `'${quota.counter}' took ${more} on the old primary, where ${room} were left and ${grown} used`,
        )
    }
  }
}

function grownIn(old: SimulatedServer, fork: number, key: string, counter: string): number {
  let units = 0
  for (const { operation, entry } of old.log.slice(fork)) {
    const { partitions } = operation.do === 'reserve' ? operation.call : operation.reservation
    const places = partitions.flatMap((partition) =>
      partition.quotas.map((quota) => `${partition.key} ${quota.counter}`),
    )
    const i = places.indexOf(`${key} ${counter}`)
    const isPosting = operation.do === 'reserve' && idOf(operation).startsWith('post-')
    units += (isPosting ? entry.secured[i] : entry.grown[i]) ?? 0
  }
  return units
}
