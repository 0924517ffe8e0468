import {
  type Answer,
  LlmLimitError,
  type Offers,
  offerList,
  type Partition,
  type PeekReply,
  type RaiseCall,
  type RenewCall,
  type RenewReply,
  type Reservation,
  type ReserveCall,
  type ReserveReply,
  type Settlement,
  type SettleReply,
  type Store,
} from '@llm-limit/core'

/** What a client asks a server for. */
export type Operation =
  | { readonly do: 'reserve'; readonly call: ReserveCall }
  | { readonly do: 'raise'; readonly reservation: Reservation; readonly call: RaiseCall }
  | { readonly do: 'renew'; readonly reservation: Reservation; readonly call: RenewCall }
  | { readonly do: 'settle'; readonly reservation: Reservation; readonly settlement: Settlement }
  | { readonly do: 'peek'; readonly partitions: readonly Partition[] }
  | { readonly do: 'health' }

/** Those that count. */
export type Counting = Exclude<Operation, { readonly do: 'peek' | 'health' }>

export type Reply = ReserveReply | RenewReply | SettleReply | (PeekReply & { readonly kind: 'seen' }) | { kind: 'well' }

/** An amount that is none, as the server says it. */
export interface Invalid {
  readonly kind: 'invalid'
  readonly cause: Error
}

export function partitionsOf(operation: Operation): readonly Partition[] {
  if (operation.do === 'health') return []
  if (operation.do === 'peek') return operation.partitions
  return operation.do === 'reserve' ? operation.call.partitions : operation.reservation.partitions
}

/** The reservation it is about. */
export function idOf(operation: Operation): string {
  if (operation.do === 'reserve') return operation.call.id
  return operation.do === 'peek' || operation.do === 'health' ? '' : operation.reservation.id
}

/** The same with other partitions. */
export function withPartitions<Kind extends Counting>(operation: Kind, partitions: readonly Partition[]): Kind {
  return operation.do === 'reserve'
    ? { ...operation, call: { ...operation.call, partitions } }
    : { ...operation, reservation: { ...operation.reservation, partitions } }
}

/**
 * As it goes over the wire: nothing is left to be worked out later. Calls reach this server late and twice, so every id is looked
 * for and remembered, fresh or not (rule 11 of docs/reference/store.md).
 */
export function sent(operation: Operation): Operation {
  if (operation.do === 'reserve') {
    const { isFresh, ...call } = operation.call
    return { do: 'reserve', call: { ...call, offers: listed(call.offers) } }
  }
  if (operation.do !== 'raise') return operation
  return { ...operation, call: { ...operation.call, offers: listed(operation.call.offers) } }
}

function listed(offers: Offers): Offers {
  return offerList(offers).map(({ rung, charges, output }) => ({ rung, charges, output }))
}

/** What the store that stands for the server's scripts answers, at once. */
export function execute(store: Store, operation: Counting): Exclude<Reply, { kind: 'seen' | 'well' }> | Invalid {
  try {
    if (operation.do === 'reserve') return atOnce(store.reserve(operation.call))
    if (operation.do === 'raise') return atOnce(store.raise(operation.reservation, operation.call))
    if (operation.do === 'renew') return atOnce(store.renew(operation.reservation, operation.call))
    return atOnce(store.settle(operation.reservation, operation.settlement))
  } catch (cause) {
    if (LlmLimitError.isInstance(cause) && cause.code === 'invalid-amount') return { kind: 'invalid', cause }
    throw cause
  }
}

export function atOnce<Value>(answer: Answer<Value>): Value {
  if (answer instanceof Promise) throw new TypeError('The store of a simulated server answers at once.')
  return answer
}
