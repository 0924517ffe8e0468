import { DEFAULT_OPERATION, type Policy } from '@llm-limit/core'
import type { KnownNames } from '../log/call-reader.js'

/** What a log may name so that all of these policies know it. */
export function knownNames(policies: readonly Policy[]): KnownNames {
  const every = (knows: (policy: Policy, name: string) => boolean) => (name: string) =>
    policies.every((policy) => knows(policy, name))
  return {
    model: every(
      ({ prices, unpriced }, name) =>
        prices === undefined || unpriced === 'as-expected' || prices.priceOf(name) !== undefined,
    ),
    operation: every(({ operations = {} }, name) => name === DEFAULT_OPERATION || Object.hasOwn(operations, name)),
    tier: every(({ tiers }, name) => tiers === undefined || Object.hasOwn(tiers, name)),
  }
}
