import type { RenewReply, ReserveReply, SettleReply, Store } from '@llm-limit/core'
import type { Command } from './command.js'

/** A reply of the store; `done` and `invalid` as in the model's, `failed` for any other error. */
export type StoreOutcome =
  | ReserveReply
  | RenewReply
  | SettleReply
  | { readonly kind: 'done' | 'invalid' }
  | { readonly kind: 'failed'; readonly error: string }

export async function runOnStore(store: Store, command: Command): Promise<StoreOutcome> {
  try {
    return await run(store, command)
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidAmountError') return { kind: 'invalid' }
    return { kind: 'failed', error: withCause(error) }
  }
}

/** With what a store hides from its callers. */
export function withCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const text = error.stack ?? error.message
  return error.cause === undefined ? text : `${text}\n  caused by ${withCause(error.cause)}`
}

async function run(store: Store, command: Command): Promise<StoreOutcome> {
  if (command.do === 'reserve') return store.reserve(command.call)
  if (command.do === 'raise') return store.raise(command.reservation, command.call)
  if (command.do === 'renew') return store.renew(command.reservation, command.call)
  if (command.do === 'settle') return store.settle(command.reservation, command.settlement)
  if (command.do === 'reset') await store.reset(command.partitions)
  return { kind: 'done' }
}
