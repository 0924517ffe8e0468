import type { Granted, Partition, PeekReply, Refused, RenewReply, ReserveReply, SettleReply } from '@llm-limit/core'
import { type Asked, recordsFrom } from './record-from.js'
import { fieldsOf, integer, integers, oneOf } from './values.js'

type Told = Readonly<Record<string, unknown>>

export function reserveReply(reply: unknown, asked: Asked): ReserveReply {
  const told = fieldsOf(reply)
  const kind = oneOf(told['kind'], ['granted', 'refused', 'closed', 'period'])
  if (kind === 'granted') return grantedFrom(told, asked)
  return kind === 'refused' ? refusedFrom(told, asked) : { kind, now: integer(told['now']) }
}

function grantedFrom({ now, offer, rung, output, repeatFactor, end, used }: Told, asked: Asked): Granted {
  return {
    kind: 'granted',
    now: integer(now),
    offer: integer(offer),
    rung: integer(rung),
    output: integer(output),
    repeatFactor: integer(repeatFactor),
    end: integer(end),
    used: integers(used, countOf(asked.partitions)),
  }
}

function refusedFrom({ now, reason, repeatFactor, repeatUntil, records }: Told, asked: Asked): Refused {
  return {
    kind: 'refused',
    now: integer(now),
    reason: oneOf(reason, ['quota', 'leases']),
    repeatFactor: integer(repeatFactor),
    repeatUntil: integer(repeatUntil),
    records: recordsFrom(records, asked),
  }
}

export function renewReply(reply: unknown, { partitions }: Asked): RenewReply {
  const { kind, now, end, used } = fieldsOf(reply)
  if (oneOf(kind, ['renewed', 'closed']) === 'closed') return { kind: 'closed', now: integer(now) }
  return { kind: 'renewed', now: integer(now), end: integer(end), used: integers(used, countOf(partitions)) }
}

export function settleReply(reply: unknown): SettleReply {
  const { kind, now } = fieldsOf(reply)
  return { kind: oneOf(kind, ['settled', 'corrected', 'already', 'marked']), now: integer(now) }
}

export function peekReply(reply: unknown, partitions: readonly Partition[]): PeekReply {
  const { now, records } = fieldsOf(reply)
  return { now: integer(now), records: recordsFrom(records, { partitions }) }
}

/** A reply that tells nothing but that it is done. */
export function doneReply(reply: unknown, kind: 'reset' | 'well'): void {
  oneOf(fieldsOf(reply)['kind'], [kind])
}

function countOf(partitions: readonly Partition[]): number {
  return partitions.reduce((count, { quotas }) => count + quotas.length, 0)
}
