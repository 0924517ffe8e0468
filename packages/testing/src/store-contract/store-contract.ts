import { describeAmounts } from './amounts.js'
import { describeIds } from './ids.js'
import { describeLeases } from './leases.js'
import { describeOffers } from './offers.js'
import { describePeriods } from './periods.js'
import { describeQuotas } from './quotas.js'
import { describeRaises } from './raises.js'
import { describeRefusals } from './refusals.js'
import { describeRepeats } from './repeats.js'
import { describeResets } from './resets.js'
import { claimer } from './scene.js'
import { describeSettlements } from './settlements.js'
import { describeSpecs } from './specs.js'
import type { StoreContractTools, StoreHarness } from './store-harness.js'
import { describeTime } from './time.js'

/**
 * All that every store promises, by the numbers of docs/reference/store.md. One call a store; `compareHistories` of
 * `@llm-limit/testing/reference` then compares it with the model in random histories.
 */
export function describeStore({ describe, it }: StoreContractTools, harness: StoreHarness): void {
  const claim = claimer(it, harness)
  describe(harness.name, () => {
    describe('time', () => describeTime(claim))
    describe('amounts', () => describeAmounts(claim))
    describe('quotas', () => describeQuotas(claim))
    describe('periods', () => describePeriods(claim))
    describe('changed specs', () => describeSpecs(claim))
    describe('ids', () => describeIds(claim))
    describe('offers', () => describeOffers(claim))
    describe('repeats', () => describeRepeats(claim))
    describe('refusals', () => describeRefusals(claim))
    describe('raises', () => describeRaises(claim))
    describe('leases', () => describeLeases(claim))
    describe('settlements', () => describeSettlements(claim))
    describe('resets', () => describeResets(claim))
  })
}
