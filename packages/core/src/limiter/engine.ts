import type { Clock } from '../clock.js'
import type { Plan } from '../policy/plan.js'
import { atTier } from '../policy/price.js'
import type { ModelPrice } from '../policy/prices.js'
import type { Store } from '../store/store.js'
import type { ServiceTier } from '../words.js'
import type { Events } from './events.js'
import type { OfferSettings } from './offers.js'
import type { PartitionsOf } from './partitions.js'

/** Something whose lease has to be renewed while it is open. */
export interface Renewable {
  renew(): Promise<void>
}

/** What the admissions of one limiter share. */
export interface Engine extends OfferSettings {
  readonly store: Store
  readonly events: Events
  readonly clock: Clock
  readonly leaseMs: number
  readonly unpriced: 'deny' | 'as-expected'
  readonly partitionsOf: PartitionsOf
  /** Keeps the lease of an open response alive; the returned function stops. */
  renewing(lease: Renewable): () => void
  /** Work that close() waits for; returned as it is. */
  background(work: Promise<void>): Promise<void>
}

/** The price of a model; undefined when it has none and none may be assumed. */
export function priceOrExpected(engine: Engine, model: string, expected: string | undefined): ModelPrice | undefined {
  const price = engine.prices?.priceOf(model)
  if (price !== undefined || engine.unpriced === 'deny' || expected === undefined) return price
  return engine.prices?.priceOf(expected)
}

/** What a call cost that was served by a model at a service tier. */
export function priceServed(
  engine: Engine,
  plan: Plan,
  model: string,
  tier: ServiceTier | undefined,
): ModelPrice | undefined {
  const price = priceOrExpected(engine, model, plan.expects.model)
  return price === undefined ? undefined : atTier(price, tier)
}

/** Whether the policy refuses a model for want of a price. It is told of even where it may pass as the expected one. */
export function isUnpriced(engine: Engine, plan: Plan, model: string | undefined): boolean {
  if (!plan.countsMoney || model === undefined || engine.mode === 'off') return false
  if (engine.prices?.priceOf(model) !== undefined) return false
  const isRefused = priceOrExpected(engine, model, plan.expects.model) === undefined
  const denied = isRefused && engine.mode === 'enforce'
  engine.events.emit('call-unpriced', { operation: plan.operation, model, denied })
  return isRefused
}
