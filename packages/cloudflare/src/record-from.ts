import type { Lease, Partition, PartitionRecord } from '@llm-limit/core'
import type { CarriedLease, CarriedRecord } from './carried.js'
import { keptId } from './message.js'
import { fieldsOf, integer, integers, listOf, oneOf, unexpected } from './values.js'

/** Who asks: records come without their quotas, and with ids as they are kept. */
export interface Asked {
  readonly id?: string | undefined
  readonly partitions: readonly Partition[]
}

/** Header, and numbers of a quota, in the state of a record. */
const HEADER = 3
const STRIDE = 4

type Told<Kind> = { readonly [Field in keyof Kind]: unknown }

export function recordsFrom(value: unknown, { id, partitions }: Asked): PartitionRecord[] {
  return listOf(value, partitions.length).map((record, p) => recordFrom(record, partitions[p]?.quotas ?? [], id))
}

function recordFrom(value: unknown, quotas: Partition['quotas'], id: string | undefined): PartitionRecord {
  const { state, older, leases, late, marks, repeats, wheel } = fieldsOf(value) as Told<CarriedRecord>
  const leaseOf = (each: unknown): Lease => leaseFrom(each, quotas, id)
  return {
    quotas,
    state: integers(state, HEADER + STRIDE * quotas.length),
    older: listOf(older).map((list) => integers(list)),
    leases: listOf(leases).map(leaseOf),
    late: listOf(late).map(leaseOf),
    marks: integers(marks),
    repeats: integers(repeats),
    wheel: integers(wheel),
  }
}

function leaseFrom(value: unknown, quotas: Partition['quotas'], asked: string | undefined): Lease {
  const { id, isFresh, end, status, offer, rung, output, raises, repeatFactor, ...lists } = fieldsOf(
    value,
  ) as Told<CarriedLease>
  if (typeof id !== 'string' || typeof isFresh !== 'boolean') unexpected()
  return {
    id: asked !== undefined && keptId(asked) === id ? asked : id,
    isFresh,
    end: integer(end),
    status: oneOf(status, ['open', 'ended', 'estimated']),
    offer: integer(offer),
    rung: integer(rung),
    output: integer(output),
    raises: integers(raises),
    repeatFactor: integer(repeatFactor),
    quotas,
    hold: integers(lists.hold),
    observed: integers(lists.observed),
    period: integers(lists.period),
  }
}
