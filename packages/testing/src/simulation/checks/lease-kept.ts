import type { Books } from '../app/books.js'
import type { Scenario } from '../scenario/scenario.js'
import { idOf, type Operation, type Reply } from '../server/operation.js'
import type { World } from '../world.js'

/** I2: where nothing goes wrong, no request loses its lease while its response is open, unless its limiter is closed. */
export function checkLeaseKept({ scenario, violate }: World, books: Books, operation: Operation, reply: Reply): void {
  const account = books.accounts.get(idOf(operation))
  if (account?.grant === undefined || !account.plan.keepsAlive || !isCalm(scenario)) return
  if (account.attempts.some(({ node }) => node.isStopping)) return
  const isOver = operation.do === 'renew' && reply.kind === 'closed' && account.due === undefined
  const wasOver = operation.do === 'settle' && reply.kind === 'corrected' && !account.grant.isSettled
  if (!isOver && !wasOver) return
  violate('I2', `${account.plan.name} lost its lease while its response was open`)
}

function isCalm({ faults, fates = {} }: Scenario): boolean {
  return faults.length === 0 && Object.values(fates).every(({ harm }) => harm === 'none')
}
