import {
  type Closed,
  type Lease,
  type OutsidePeriods,
  type Partition,
  type PartitionRecord,
  type PeekReply,
  type Refused,
  type RenewReply,
  type ReserveReply,
  type SettleReply,
  StoreError,
} from '@llm-limit/core'
import { idHash } from '@llm-limit/core/store-kit'

/** First number of a reply (lua/view.lua, lua/reply.lua). */
const REFUSED = 0
const GRANTED = 1
const CLOSED = 2
const OUTSIDE = 3

/** Numbers before those of the quotas in a row (lua/leases.lua), and numbers of one quota and of one raise there. */
const ROW = 9
const TRIPLE = 3

/** What the reply is about; a record is told under the quotas of the call, and the id under its own name. */
export interface Asked {
  readonly id: string
  readonly partitions: readonly Partition[]
}

export function reserveReply(reply: unknown, asked: Asked): ReserveReply {
  const list = listOf(reply)
  if (list[0] !== GRANTED) return withoutGrant(list, asked)
  const [, now = 0, offer = 0, rung = 0, output = 0, repeatFactor = 0, end = 0, ...used] = integers(list)
  return { kind: 'granted', now, offer, rung, output, repeatFactor, end, used }
}

export function withoutGrant(list: readonly unknown[], asked: Asked): Refused | Closed | OutsidePeriods {
  if (list[0] !== REFUSED) {
    const [kind, now = 0] = integers(list)
    return { kind: closedOrPeriod(kind), now }
  }
  const [, now, reason, repeatFactor, repeatUntil] = integers(list.slice(0, 5))
  return {
    kind: 'refused',
    now,
    reason: reason === 0 ? 'quota' : 'leases',
    repeatFactor,
    repeatUntil,
    records: list.slice(5).map((record, p) => recordOf(record, asked, p)),
  } as Refused
}

export function renewReply(reply: unknown): RenewReply {
  const [kind, now = 0, end = 0, ...used] = integers(listOf(reply))
  return kind === GRANTED ? { kind: 'renewed', now, end, used } : { kind: 'closed', now }
}

const SETTLEMENTS = ['settled', 'corrected', 'already', 'marked'] as const

export function settleReply(reply: unknown): SettleReply {
  const [kind = -1, now = 0] = integers(listOf(reply))
  return { kind: SETTLEMENTS[kind] ?? unexpected(), now }
}

export function peekReply(reply: unknown, partitions: readonly Partition[]): PeekReply {
  const [now, ...records] = listOf(reply)
  const asked = { id: '', partitions }
  return { now: integer(now), records: records.map((record, p) => recordOf(record, asked, p)) }
}

function closedOrPeriod(kind: number | undefined): 'closed' | 'period' {
  if (kind === CLOSED) return 'closed'
  return kind === OUTSIDE ? 'period' : unexpected()
}

function recordOf(reply: unknown, { id, partitions }: Asked, index: number): PartitionRecord {
  const [state, older, leases, wheel, late = [], marks = [], repeats = []] = listOf(reply)
  const quotas = partitions[index]?.quotas ?? []
  const leaseOf = (row: unknown): Lease => leaseFrom(integers(listOf(row)), id, quotas)
  return {
    quotas,
    state: integers(listOf(state)),
    older: listOf(older).map((list) => integers(listOf(list))),
    leases: listOf(leases).map(leaseOf),
    late: listOf(late).map(leaseOf),
    marks: integers(listOf(marks)),
    repeats: integers(listOf(repeats)),
    wheel: integers(listOf(wheel)),
  }
}

const STATUSES = ['open', 'ended', 'estimated'] as const

/** Ids are kept as hashes: that of the call is known by name, others by their hash. */
function leaseFrom(row: readonly number[], asked: string, quotas: Partition['quotas']): Lease {
  const [id = 0, end = 0, status = -1, fresh = 0, offer = 0, rung = 0, output = 0, repeatFactor = 0, count = 0] = row
  const of = (field: number): number[] => Array.from({ length: count }, (_, i) => row[ROW + TRIPLE * i + field] ?? 0)
  return {
    id: asked !== '' && idHash(asked) === id ? asked : String(id),
    isFresh: fresh === 1,
    end,
    status: STATUSES[status] ?? unexpected(),
    offer,
    rung,
    output,
    raises: row.slice(ROW + TRIPLE * count),
    repeatFactor,
    quotas,
    hold: of(0),
    observed: of(1),
    period: of(2),
  }
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : unexpected()
}

export function integers(list: readonly unknown[]): number[] {
  return list.map(integer)
}

/** Some clients read integers as text when they are told to. */
function integer(value: unknown): number {
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : unexpected()
}

export function unexpected(): never {
  throw new StoreError('The store replied what no script of ours replies.')
}
