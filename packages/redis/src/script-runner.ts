import { type Clock, type Offers, offerList, type Partition, StoreError } from '@llm-limit/core'
import { validateOffer } from '@llm-limit/core/store-kit'
import { listWriter, quotasAsked } from './encode.js'
import type { ScriptArg, ScriptClient } from './script-client.js'
import { type Operation, SCRIPTS } from './scripts.gen.js'

/** Runs operations as scripts. */
export interface ScriptRunner {
  /** The caller's time, or 0 for that of the server. */
  clock(): number
  /** One script. `keyed` are those of the partitions whose records it reads: all of them unless some lie in other slots. */
  run(
    operation: Operation,
    partitions: readonly Partition[],
    list: readonly number[],
    keyed?: readonly Partition[],
  ): Promise<unknown>
}

export function scriptRunner(client: ScriptClient, clock: Pick<Clock, 'now'> | undefined): ScriptRunner {
  const written = listWriter(client.numbers)
  return {
    clock: () => clock?.now() ?? 0,
    run(operation, partitions, list, keyed = partitions) {
      const keys: string[] = []
      const args: ScriptArg[] = [written(list)]
      for (const { key } of keyed) keys.push(key)
      for (const { quotas } of partitions) args.push(quotasAsked(quotas).shape)
      return client.run(SCRIPTS[operation], keys, args)
    },
  }
}

/** A script that reached an offer that is no amounts says so; which one, and what is wrong with it, is known here. */
export function failed(operation: Operation, cause: unknown, offers?: Offers): never {
  if (offers !== undefined && cause instanceof Error && cause.message.includes('LLMLIMIT offer'))
    for (const offer of offerList(offers)) validateOffer(offer)
  throw cause instanceof StoreError ? cause : new StoreError(`Redis could not ${operation}.`, { cause })
}
