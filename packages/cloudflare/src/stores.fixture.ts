import type { Clock, Partition, Store } from '@llm-limit/core'
import { durableObjectStore } from './durable-object-store.js'
import type { ObjectNamespace } from './platform.js'

/** A store whose objects go by `clock`. */
export function clockedStore(namespace: ObjectNamespace, clock: Pick<Clock, 'now'>): Store {
  return durableObjectStore({
    idFromName: (name) => namespace.idFromName(name),
    get(id) {
      const stub = namespace.get(id)
      return { fetch: (_, init) => stub.fetch(`https://budget.object/?now=${clock.now()}`, init) }
    },
  })
}

/** The same store with all partitions in the object `together`. */
export function kept(store: Store, together: string): Store {
  const named = (partitions: readonly Partition[]) => partitions.map((partition) => ({ ...partition, together }))
  const handle = <Handle extends { readonly partitions: readonly Partition[] }>(call: Handle): Handle => ({
    ...call,
    partitions: named(call.partitions),
  })
  return {
    ...store,
    reserve: (call) => store.reserve(handle(call)),
    raise: (reservation, call) => store.raise(handle(reservation), call),
    renew: (reservation, call) => store.renew(handle(reservation), call),
    settle: (reservation, settlement) => store.settle(handle(reservation), settlement),
    peek: (partitions) => store.peek(named(partitions)),
    reset: (partitions) => store.reset(named(partitions)),
  }
}

/** Objects that are evicted before each message. */
export function evicting(namespace: ObjectNamespace): ObjectNamespace {
  return {
    idFromName: (name) => namespace.idFromName(name),
    get: (id) => ({
      async fetch(url, init) {
        await namespace
          .get(id)
          .fetch('https://budget.object/evict', init)
          .catch(() => {})
        return namespace.get(id).fetch(url, init)
      },
    }),
  }
}
