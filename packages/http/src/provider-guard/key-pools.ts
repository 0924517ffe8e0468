import type { KnownCall } from '../known-call.js'
import { keyNames, withKey } from './api-key.js'
import { KeyPool } from './key-pool.js'
import { KeyState } from './key-state.js'
import type { Settings } from './options.js'

/** Callers make up names of models: whoever makes up many fills this much memory, and no more. */
const MOST_POOLS = 1_000

/** The keys that a call may be sent with. */
export type PoolFor = (call: KnownCall, headers: Headers) => Promise<KeyPool>

export function keyPools({ keys, name, limitsOf, store, clock, random, weightOf, maxWaitMs }: Settings): PoolFor {
  const nameOf = keyNames()
  const pools = new Map<string, KeyPool>()

  function newPool(model: string, names: readonly string[]): KeyPool {
    const states = names.map(
      (keyName, i) =>
        new KeyState({ store, clock, name: `${name}:{p:${keyName}}`, declared: limitsOf(model), secret: keys?.[i] }),
    )
    return new KeyPool({ clock, random, keys: states, weightOf, maxWaitMs })
  }

  return async ({ wire, read: { model = '' } }, headers) => {
    const sent = keys?.map((key) => withKey(headers, key)) ?? [headers]
    const names = await Promise.all(sent.map((fields) => nameOf(fields, `${wire.name} ${model}`)))
    const id = names.join()
    const known = pools.get(id)
    if (known !== undefined) return known
    if (pools.size >= MOST_POOLS) pools.clear()
    const pool = newPool(model, names)
    pools.set(id, pool)
    return pool
  }
}
