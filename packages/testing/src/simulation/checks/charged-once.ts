import type { Account, Grant } from '../app/books.js'
import type { SimulatedServer } from '../server/simulated-server.js'
import type { World } from '../world.js'

/** I3, I15: every request was charged what it spent, once, and nothing when it was not admitted. */
export function checkAccount(world: World, server: SimulatedServer, account: Account): void {
  const { plan, attempts, grant, due, isExact, isUntold, isReopened, local, otherwise } = account
  if (isReopened || attempts.some(({ node }) => node.isGone)) return
  const standing = server.ledger.standingOf(plan.name, server.clockMs())
  const charged = standing?.charged ?? []
  const admitted = attempts.filter(({ outcome }) => outcome === 'admitted').length
  if (admitted === 0 || local !== undefined) {
    if (charged.some((units) => units > 0)) world.violate('I3', `${plan.name} was not admitted, and charged ${charged}`)
    return
  }
  if (grant !== undefined && isUntold) checkEstimate(world, plan.name, charged, grant)
  if (grant === undefined || due === undefined || !isExact) return
  world.count('request charged to the unit')
  if (charged.join() !== due.join() && charged.join() !== otherwise?.join())
    world.violate('I3', `${plan.name} spent ${due} and was charged ${charged} (${standing?.state})`)
}

/** I1b: of a call that nobody told anything of, no more is charged than was held for it. */
function checkEstimate(world: World, name: string, charged: readonly number[], { hold, quotas }: Grant): void {
  const i = charged.findIndex((units, at) => units > (hold[at] ?? 0) && quotas[at]?.aging.algorithm !== 'concurrency')
  if (i < 0) return
  world.violate('I1b', `${name} held ${hold[i]} of '${quotas[i]?.counter}', told nothing and was charged ${charged[i]}`)
}
