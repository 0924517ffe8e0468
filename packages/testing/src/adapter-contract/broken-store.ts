import { type Store, StoreError } from '@llm-limit/core'

/** A store that fails when it is told to, in a promise or at once. */
export interface BrokenStore {
  around(store: Store): Store
  breaks(way: 'rejects' | 'throws'): void
  heals(): void
}

export function brokenStore(): BrokenStore {
  let way: 'works' | 'rejects' | 'throws' = 'works'
  function failing<Args extends readonly unknown[], Reply>(method: (...args: Args) => Reply) {
    return (...args: Args): Reply | Promise<never> => {
      if (way === 'works') return method(...args)
      const error = new StoreError('The store is broken.')
      if (way === 'throws') throw error
      return Promise.reject(error)
    }
  }
  return {
    around: (store) => ({
      ...store,
      reserve: failing(store.reserve),
      raise: failing(store.raise),
      renew: failing(store.renew),
      settle: failing(store.settle),
    }),
    breaks(next) {
      way = next
    },
    heals() {
      way = 'works'
    },
  }
}
