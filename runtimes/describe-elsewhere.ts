import { beforeAll, describe, expect, it } from '@jest/globals'
import type { AdapterHarness } from '@llm-limit/testing'
import { type ClaimResult, claimsOf } from './run-claims.js'

const WHOLE_RUN_MS = 240_000

/**
 * States every claim of the adapter contract for a runtime in which `run` has run them all: one that is missing there fails here.
 */
export function describeElsewhere(
  name: string,
  sees: AdapterHarness['sees'],
  run: () => Promise<readonly ClaimResult[]>,
): void {
  const results = new Map<string, ClaimResult>()
  describe(name, () => {
    beforeAll(async () => {
      for (const result of await run()) results.set(result.name, result)
    }, WHOLE_RUN_MS)
    for (const claim of claimsOf({ name, sees, start: notHere })) {
      it(claim.name, () => {
        expect(results.get(claim.name)).toEqual({ name: claim.name })
      })
    }
  })
}

async function notHere(): Promise<never> {
  throw new Error('These claims run in another runtime.')
}
