import type {
  Partition,
  RaiseCall,
  RenewCall,
  RenewReply,
  Reservation,
  ReserveCall,
  Settlement,
  SettleReply,
} from '@llm-limit/core'
import { InvalidAmountError } from './amounts.js'
import type { ReferenceStore } from './reference-store.js'
import type { ReferenceReply } from './replies.js'

/** One step of a history. All values are in it, so that a history with steps left out is a history again. */
export type Command =
  | { readonly do: 'clock'; readonly to: number }
  | { readonly do: 'reserve'; readonly call: ReserveCall }
  | { readonly do: 'raise'; readonly reservation: Reservation; readonly call: RaiseCall }
  | { readonly do: 'renew'; readonly reservation: Reservation; readonly call: RenewCall }
  | { readonly do: 'settle'; readonly reservation: Reservation; readonly settlement: Settlement }
  | { readonly do: 'reset'; readonly partitions: readonly Partition[] }

export type History = readonly Command[]

/** `done` has no reply of its own; `invalid` stands for an InvalidAmountError. */
export type Outcome = ReferenceReply | RenewReply | SettleReply | { readonly kind: 'done' | 'invalid' }

export function runOnModel(model: ReferenceStore, command: Command, clock: number): Outcome {
  try {
    return run(model, command, clock)
  } catch (error) {
    if (error instanceof InvalidAmountError) return { kind: 'invalid' }
    throw error
  }
}

/** The partitions that a command reads or writes. */
export function touchedBy(command: Command): readonly Partition[] {
  if (command.do === 'clock') return []
  if (command.do === 'reserve') return command.call.partitions
  return command.do === 'reset' ? command.partitions : command.reservation.partitions
}

function run(model: ReferenceStore, command: Command, clock: number): Outcome {
  if (command.do === 'reserve') return model.reserve(command.call, clock)
  if (command.do === 'raise') return model.raise(command.reservation, command.call, clock)
  if (command.do === 'renew') return model.renew(command.reservation, command.call, clock)
  if (command.do === 'settle') return model.settle(command.reservation, command.settlement, clock)
  if (command.do === 'reset') model.reset(command.partitions, clock)
  return { kind: 'done' }
}
