import type { Aging, Partition, ReserveCall } from '@llm-limit/core'
import { periodAt } from './counter.js'
import { decide } from './decide.js'
import { openView, timeOf, type World } from './view.js'

/** Times beyond it are as good as never: 35,000 years. */
const FOREVER_MS = 2 ** 50

/**
 * The least t - now with t >= now at which the call would be admitted if nothing else happened, by trying.
 * Trying is enough because `used` never rises by itself: once admitted, admitted from then on.
 */
export function searchRetryAfter(world: World, call: ReserveCall, clock: number): number | 'never' {
  const now = timeOf(world, call.partitions, clock)
  const open = openView(world, call.partitions, now, 'reshaped')
  const decision = decide(open, call)
  if (decision.kind === 'refused' && decision.reason === 'leases') {
    return Math.min(...open.home.leases.map((lease) => lease.end)) - now
  }
  const lasting = { ...call, partitions: call.partitions.map((partition) => lastingPartition(partition, now)) }
  const admitted = (waitMs: number) =>
    decide(openView(world, lasting.partitions, now + waitMs, 'reshaped'), lasting).kind === 'admitted'
  if (!admitted(FOREVER_MS)) return 'never'
  return firstTrue(admitted)
}

/** The period of now and one without end after it, so that the search may look beyond the boundaries it was given. */
function lastingPartition({ key, quotas }: Partition, now: number): Partition {
  return { key, quotas: quotas.map((quota) => ({ ...quota, aging: lastingAging(quota.aging, now) })) }
}

function lastingAging(aging: Aging, now: number): Aging {
  if (aging.algorithm !== 'calendar') return aging
  const start = periodAt(aging.boundaries, now) ?? now
  const end = aging.boundaries.find((boundary) => boundary > now) ?? now
  return { ...aging, boundaries: [start, start, end, Number.POSITIVE_INFINITY] }
}

/** The least n >= 0 with `holds(n)`, which never turns false again: doubles until true, then halves the gap. */
function firstTrue(holds: (n: number) => boolean): number {
  if (holds(0)) return 0
  let no = 0
  let yes = 1
  while (!holds(yes)) {
    no = yes
    yes *= 2
  }
  while (yes - no > 1) {
    const middle = no + Math.floor((yes - no) / 2)
    if (holds(middle)) yes = middle
    else no = middle
  }
  return yes
}
