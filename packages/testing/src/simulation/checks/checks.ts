import type { Decision, Offer } from '@llm-limit/core'
import type { AppNode } from '../app/app-node.js'
import type { Account, Books, LocalGrant } from '../app/books.js'
import type { Survey } from '../app/survey.js'
import { periodAt } from '../ledger/counter.js'
import type { Deployment } from '../server/deployment.js'
import type { World } from '../world.js'
import type { Heard } from './heard.js'
import { overShare, UNDECIDED } from './local-share.js'
import { overspend } from './true-spend.js'

/** What is looked at whenever a process decides. */
export interface Checks {
  decided(account: Account, node: AppNode, decision: Decision): void
}

export interface ChecksOptions {
  readonly world: World
  readonly books: Books
  readonly deployment: Deployment
  readonly heard: Heard
  readonly survey: Survey
}

export function createChecks({ world, books, deployment, heard, survey }: ChecksOptions): Checks {
  const { scenario } = world
  const mayBeOffMs = 2 * scenario.deadlineMs

  function localGrant(account: Account, node: AppNode, rung: number, outputTokens: number): LocalGrant {
    const now = node.clock.now()
    const storeMs = heard.storeMs(node)
    const trueMs = deployment.primary.server.clockMs()
    const { partitions, weight, offers } = survey(account.plan, now)
    const quotas = partitions.flatMap((partition) => partition.quotas)
    const offer = offers.at(rung)
    return {
      ...{ node, quotas, weight, factor: 1000, endUs: world.timeline.nowUs + scenario.leaseMs * 1000 },
      keys: partitions.flatMap(({ key, quotas }) => quotas.map(() => key)),
      periods: quotas.map(({ aging }) =>
        aging.algorithm === 'calendar'
          ? commonPeriod(aging.boundaries, [now, trueMs, storeMs - mayBeOffMs, storeMs + mayBeOffMs])
          : 0,
      ),
      hold: quotas.map(({ scaled }, i) => holdOf(offer, i, outputTokens, scaled ? weight : 1000)),
    }
  }

  function admittedByStore(grant: NonNullable<Account['grant']>, name: string): void {
    const storeMs = Math.max(grant.now, deployment.primary.server.clockMs())
    const gone = { missing: deployment.missing(), forgotten: deployment.forgotten }
    const accounts = [...books.accounts.values()]
    const finding = overspend(world, accounts, grant, gone, storeMs)
    if (finding === undefined) return
    const { counter, spent, ceiling, lost } = finding
    world.violate('I4', `with ${name} '${counter}' is at ${spent} of ${ceiling}, and ${lost} were lost`)
  }

  return {
    decided(account, node, decision) {
      if (decision.outcome !== 'admitted') return
      // The same grant again: nothing was decided now.
      if (account.attempts.filter(({ outcome }) => outcome === 'admitted').length > 1) return
      if (account.grant !== undefined) return admittedByStore(account.grant, account.plan.name)
      const { rung } = decision.explain()
      account.local = localGrant(account, node, rung, decision.terms.maxOutputTokens)
      world.count('request admitted locally')
      const finding = overShare(world, books.accounts.values(), account, heard)
      if (finding !== undefined) world.violate('I4', finding)
    },
  }
}

/** Undecided where it may be one or the other: then nobody can say whose share it is. */
function commonPeriod(boundaries: readonly number[], times: readonly number[]): number {
  const [period, ...others] = times.map((time) => periodAt(boundaries, time))
  return period !== undefined && others.every((other) => other === period) ? period : UNDECIDED
}

/** What stays held of a grant. */
function holdOf(offer: Offer | undefined, index: number, outputTokens: number, scale: number): number {
  const { fixed = 0, perOutputToken = 0 } = offer?.charges[index] ?? {}
  const tokens = Math.min(offer?.output.hold ?? 0, outputTokens)
  return Math.ceil(((fixed + perOutputToken * tokens) * scale) / 1000)
}
