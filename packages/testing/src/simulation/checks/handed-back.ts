import { ID_TTL_MS } from '@llm-limit/core'
import type { Account } from '../app/books.js'
import type { AtRest } from './at-rest.js'

/** F6: what was granted to nobody who lives has been handed back as soon as the store answers again. */
export function checkHandedBack({ world, deployment, books, nodes }: AtRest): void {
  const { server } = deployment.primary
  const latestMs = server.clockMs() + Math.max(0, server.restlessMs())
  if (deployment.hasLost || nodes.all.some(({ isGone }) => isGone)) return
  for (const { operation, atUs } of server.log) {
    if (operation.do !== 'reserve' || server.ledger.standingOf(operation.call.id, latestMs)?.state !== 'open') continue
    if (!isAwaited(books.accounts.get(operation.call.id), atUs))
      world.violate('I2', `${operation.call.id} still holds what nobody was granted`)
  }
}

/**
 * Whether somebody has it or may still ask for it; or it came when its id was forgotten, or to be decided anew, since a denial is not
 * remembered: its lease is what ends it then.
 */
function isAwaited(account: Account | undefined, grantedUs: number): boolean {
  if (account === undefined) return false
  const isLate = account.attempts.every(({ askedUs }) => grantedUs - askedUs > ID_TTL_MS * 1000)
  const outcomes = account.attempts.map(({ outcome }) => outcome)
  const isTaken = outcomes.includes('admitted') && account.local === undefined
  return isLate || isTaken || outcomes.includes('denied') || account.plan.isNamed
}
