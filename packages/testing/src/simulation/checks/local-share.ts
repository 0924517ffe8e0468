import type { Quota } from '@llm-limit/core'
import type { AppNode } from '../app/app-node.js'
import type { Account } from '../app/books.js'
import type { Scenario } from '../scenario/scenario.js'
import type { World } from '../world.js'
import type { Heard } from './heard.js'
import { ceilingOf } from './true-spend.js'

/** No period starts here. */
export const UNDECIDED = -1

/** What a policy lets each process admit while the store does not answer. */
interface Part {
  readonly mode: 'deny' | 'local' | 'open'
  /** Permille. */
  readonly share: number
  readonly processes: number
  readonly maxMs: number
}

export function partOf({ policy: { whenStoreFails = 'local' } }: Scenario): Part {
  const [mode, options] =
    typeof whenStoreFails === 'string'
      ? [whenStoreFails, {}]
      : 'local' in whenStoreFails
        ? (['local', whenStoreFails.local] as const)
        : (['open', whenStoreFails.open] as const)
  const { share = mode === 'open' ? 1 : 0.1, processes = 1 } = options
  const maxMs = 'maxMs' in options && options.maxMs !== undefined ? options.maxMs : 60_000
  return { mode, share: Math.round(share * 1000), processes, maxMs: mode === 'open' ? maxMs : Number.POSITIVE_INFINITY }
}

/**
 * I4 (a), (b), (c): what a process has admitted on its own and not yet handed over is at most its part of the share of what was left
 * when it last heard, or of the whole budget.
 */
export function overShare(
  { scenario, timeline: { nowUs } }: World,
  accounts: Iterable<Account>,
  { local, plan }: Account,
  heard: Heard,
): string | undefined {
  if (local === undefined) return undefined
  const { mode, share, processes, maxMs } = partOf(scenario)
  const { node, quotas, keys, periods } = local
  if (mode === 'deny') return `${plan.name} was admitted without the store`
  const degradedMs = (nowUs - (node.degradedSinceUs ?? nowUs)) / 1000
  if (degradedMs > maxMs + scenario.deadlineMs)
    return `${plan.name} was admitted after ${degradedMs} ms without the store`
  const all = [...accounts]
  for (const [i, quota] of quotas.entries()) {
    if (quota.aging.algorithm !== 'calendar' || quota.onlyWhile !== undefined) continue
    const [key = '', period = UNDECIDED] = [keys[i], periods[i]]
    if (period === UNDECIDED) continue
    const units = all.reduce((sum, account) => sum + heldIn(account, node, key, quota, period, nowUs), 0)
    const room = ceilingOf(scenario, quota) - (mode === 'open' ? 0 : heard.usedOf(node, key, quota.counter, period))
    const most = Math.floor(Math.floor((Math.max(0, room) * share) / 1000) / processes)
    const handed = mode === 'open' ? 0 : heard.postedBy(node, key, quota.counter, period)
    if (units - handed > most)
      return `n${node.index} has admitted ${units - handed} of '${quota.counter}', and may ${most}`
  }
  return undefined
}

function heldIn(
  { local, due, isExact }: Account,
  node: AppNode,
  key: string,
  { counter }: Quota,
  period: number,
  nowUs: number,
): number {
  if (local === undefined || local.node !== node) return 0
  const i = local.quotas.findIndex((quota, at) => quota.counter === counter && local.keys[at] === key)
  if (i < 0 || local.periods[i] !== period) return 0
  if (due === undefined) return nowUs < local.endUs ? (local.hold[i] ?? 0) : 0
  return isExact ? Math.min(due[i] ?? 0, local.hold[i] ?? 0) : 0
}
