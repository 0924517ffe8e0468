import type { Clock, Store } from '@llm-limit/core'

/** What a test file brings along, so that the contract depends on no runner. */
export interface StoreContractTools {
  describe(name: string, body: () => void): void
  it(name: string, test: () => Promise<void>): void
}

/** One implementation of `Store`. */
export interface StoreHarness {
  readonly name: string
  /** Makes an empty store that decides by `clock` alone. The contract closes it. */
  create(clock: Clock): Store | Promise<Store>
}
