import { type Clock, type Offers, offerList, type Partition, StoreError } from '@llm-limit/core'
import { validateOffer } from '@llm-limit/core/store-kit'
import type { ScriptClient } from './clients/script-client.js'
import { gathering } from './gathering.js'
import { type Ask, messageWriter } from './messages/message-writer.js'
import { type Operation, SCRIPTS } from './scripts.gen.js'

/** Runs operations as scripts. */
export interface ScriptRunner {
  /** The caller's time, or 0 for that of the server. */
  clock(): number
  /** One script. `keyed` are those of the partitions whose records it reads: all of them unless some lie in other slots. */
  run(
    operation: Operation,
    partitions: readonly Partition[],
    list: number[],
    keyed?: readonly Partition[],
  ): Promise<unknown>
}

export function scriptRunner(client: ScriptClient, clock: Pick<Clock, 'now'> | undefined): ScriptRunner {
  const write = messageWriter(client.numbers)
  async function send(operation: Operation, asks: readonly Ask[]): Promise<unknown> {
    const { keys, args } = write(asks)
    return client.run(SCRIPTS[operation], keys, args)
  }
  const ask = client.gathers ? gathering(send) : (operation: Operation, one: Ask) => send(operation, [one])
  return {
    clock: () => clock?.now() ?? 0,
    run: (operation, partitions, list, keyed = partitions) => ask(operation, { partitions, keyed, list }),
  }
}

/** A script that reached an offer that is no amounts says so; which one, and what is wrong with it, is known here. */
export function failed(operation: Operation, cause: unknown, offers?: Offers): never {
  if (offers !== undefined && cause instanceof Error && cause.message.includes('LLMLIMIT offer'))
    for (const offer of offerList(offers)) validateOffer(offer)
  throw cause instanceof StoreError ? cause : new StoreError(`Redis could not ${operation}.`, { cause })
}
