import type { Partition, Quota } from '@llm-limit/core'
import type { RequestPlan } from '../scenario/scenario.js'
import type { Operation, Reply } from '../server/operation.js'
import type { Write } from '../server/simulated-server.js'
import type { AppNode } from './app-node.js'

/** What the store has told of a reservation: only what is told can be relied on. */
export interface Grant {
  readonly write: Write
  readonly partitions: readonly Partition[]
  readonly quotas: readonly Quota[]
  readonly factor: number
  readonly weight: number
  readonly periods: readonly number[]
  /** When the store decided, by its time. */
  readonly now: number
  hold: readonly number[]
  /** What of the hold came with renewals: it was used, or nearly, and asked for no room. */
  grown: readonly number[]
  observed: readonly number[]
  /** By the clock of the store. */
  end: number
  isSettled: boolean
}

/** One request as the app and the provider know it. */
export interface Account {
  readonly plan: RequestPlan
  readonly attempts: Attempt[]
  grant: Grant | undefined
  /** The id was forgotten and granted once more: two reservations, which nobody can tell apart. */
  isReopened: boolean
  /** What is to be charged, one amount a quota; undefined while the request goes on, or when nobody can know. */
  due: readonly number[] | undefined
  /** Whether `due` can be known to the unit. */
  isExact: boolean
  /** It ended with an estimate first, which may have handed back what the truth would have kept. */
  wasEstimated: boolean
  /** Another process that was granted the same says otherwise; which of them the store hears first, nobody knows. */
  otherwise: readonly number[] | undefined
  /** Nothing was told of its usage, and it had no calls. */
  isUntold: boolean
  /** Of a request that was admitted without the store. */
  local: LocalGrant | undefined
}

export interface LocalGrant {
  readonly node: AppNode
  readonly quotas: readonly Quota[]
  /** Of the record of each quota. */
  readonly keys: readonly string[]
  /** By the clock of the process. */
  readonly periods: readonly number[]
  readonly hold: readonly number[]
  /** In virtual time, unless it is renewed. */
  readonly endUs: number
  readonly weight: number
  readonly factor: number
}

export interface Attempt {
  readonly node: AppNode
  readonly askedUs: number
  outcome: 'pending' | 'admitted' | 'denied' | 'unavailable'
}

/** What is true, beside what the store counts. */
export interface Books {
  readonly accounts: ReadonlyMap<string, Account>
  begin(plan: RequestPlan, node: AppNode, nowUs: number): { readonly account: Account; readonly attempt: Attempt }
  /** A process heard a reply. */
  heard(operation: Operation, reply: Reply, write: Write | undefined): void
}

export function createBooks(): Books {
  const accounts = new Map<string, Account>()

  function granted(account: Account, operation: Operation, write: Write): void {
    const { entry } = write
    const { grant } = account
    if (operation.do === 'reserve' && grant === undefined) account.grant = firstGrant(operation, write)
    if (operation.do === 'reserve' && grant !== undefined && grant.write !== write) account.isReopened = true
    if (operation.do !== 'raise' || grant === undefined) return
    grant.hold = grant.hold.map((units, i) => Math.max(units, entry.secured[i] ?? 0))
    grant.end = Math.max(grant.end, entry.end)
  }

  return {
    accounts,
    begin(plan, node, askedUs) {
      const account = accounts.get(plan.name) ?? newAccount(plan)
      const attempt: Attempt = { node, askedUs, outcome: 'pending' }
      account.attempts.push(attempt)
      accounts.set(plan.name, account)
      return { account, attempt }
    },
    heard(operation, reply, write) {
      if (operation.do === 'peek' || operation.do === 'health' || write === undefined) return
      const account = accounts.get(operation.do === 'reserve' ? operation.call.id : operation.reservation.id)
      if (account === undefined) return
      if (reply.kind === 'granted') granted(account, operation, write)
      const { grant } = account
      if (grant === undefined) return
      if (reply.kind === 'renewed') {
        grant.hold = write.entry.secured
        grant.grown = grant.grown.map((units, i) => units + (write.entry.grown[i] ?? 0))
        grant.observed = write.entry.observed
        grant.end = Math.max(grant.end, write.entry.end)
      }
      // One that the store knows nothing of any more charges nothing.
      if (operation.do === 'settle' && write.reply.kind !== 'marked') grant.isSettled = true
    },
  }
}

function newAccount(plan: RequestPlan): Account {
  return {
    plan,
    attempts: [],
    grant: undefined,
    isReopened: false,
    due: undefined,
    isExact: false,
    wasEstimated: false,
    otherwise: undefined,
    isUntold: false,
    local: undefined,
  }
}

function firstGrant(operation: Extract<Operation, { do: 'reserve' }>, write: Write): Grant {
  const { partitions, weight } = operation.call
  const { secured, periods, observed, end, factor } = write.entry
  return {
    ...{
      write,
      partitions,
      weight,
      factor,
      periods,
      observed,
      end,
      now: write.reply.now,
      isSettled: false,
      hold: secured,
      grown: secured.map(() => 0),
    },
    quotas: partitions.flatMap((partition) => partition.quotas),
  }
}
