import type { KnownCall } from '../known-call.js'
import { keyNames, withKey } from './api-key.js'
import { Gate } from './gate.js'
import { knownLimits, type Limit } from './known-limits.js'
import type { Settings } from './options.js'
import { providerCounter } from './provider-counter.js'
import { ProviderKey } from './provider-key.js'
import { storeLink } from './store-link.js'

/** Callers make up names of models: whoever makes up many fills this much memory, and no more. */
const MOST_GATES = 1_000

/** The gate of the model and of the keys that a call may be sent with, whichever API it uses. */
export type GateFor = (call: KnownCall, url: string, headers: Headers) => Promise<Gate>

export function gates(settings: Settings): GateFor {
  const { keys, limitsOf, weightOf, now, random, clock, tell } = settings
  const nameOf = keyNames()
  const viaStore = storeLink(now, tell)
  const known = new Map<string, readonly ProviderKey[]>()
  const shared = new WeakMap<readonly ProviderKey[], Gate>()

  function newKey(name: string, declared: readonly Limit[], secret: string | undefined): ProviderKey {
    const limits = knownLimits(declared)
    const counter = providerCounter({
      store: settings.store,
      name: `${settings.name}:{p:${name}}`,
      known: limits,
      newId: () => globalThis.crypto.randomUUID(),
      now: () => clock.now(),
    })
    return new ProviderKey({ known: limits, counter, viaStore, now, secret })
  }

  function newGate(ready: readonly ProviderKey[]): Gate {
    return new Gate({
      keys: ready,
      weightOf,
      now,
      setTimer: clock.setTimer,
      setDeadline: settings.setDeadline,
      random,
    })
  }

  function forgetOldest(): void {
    const [oldest] = known.keys()
    if (oldest !== undefined) known.delete(oldest)
  }

  function keysOf(names: readonly string[], model: string): readonly ProviderKey[] {
    const id = names.join()
    const found = known.get(id)
    if (found !== undefined) return found
    if (known.size >= MOST_GATES) forgetOldest()
    const declared = limitsOf(model)
    const made = names.map((name, i) => newKey(name, declared, keys?.[i]))
    known.set(id, made)
    return made
  }

  return async ({ read: { model = '' } }, url, headers) => {
    const sent = keys?.map((key) => withKey(headers, key)) ?? [headers]
    const names = await Promise.all(sent.map((fields) => nameOf(url, fields, model)))
    const ready = keysOf(names, model)
    // One request's timers and store calls cannot serve another: each has a queue of its own, and only the keys are shared.
    if (clock.isPerRequest === true) return newGate(ready)
    const gate = shared.get(ready) ?? newGate(ready)
    shared.set(ready, gate)
    return gate
  }
}
