import type { CallEstimate, Terms } from './call.js'
import { CallBook, type RunningCall } from './call-book.js'
import type { AdmittedCall, CallDecision, Denied, Explanation } from './decision.js'
import { denialOf, plainDenial } from './denial.js'
import { type Engine, isUnpriced, priceOrExpected } from './engine.js'
import type { Outcome } from './events.js'
import { chargesOf, quotasOf } from './fit.js'
import { type MeasuredCall, measure, offersOf, type PricedOffer, termsOf } from './offers.js'
import type { Plan } from './plan.js'
import type { Quota } from './quota.js'
import { grainOf } from './quota-list.js'
import { shadowOffer } from './shadow.js'
import { chargedUnits, expectedOf, isEmpty, isWhole, NOTHING, type Spent, spentBy, usedUnits } from './spending.js'
import { phaseOf, type QuotaStatus, statusesOf, statusOf, tightest } from './statuses.js'
import type { Granted, Partition, RaiseCall, Reservation, SettleReply } from './store.js'
import type { Phase, Usage } from './words.js'

/** How long calls may go on after their response ended before they are charged as far as they were seen. */
const LINGER_MS = 30_000
const UNAVAILABLE = { outcome: 'unavailable', retryAfterMs: 1_000 } as const
const FINISHED: Promise<void> = Promise.resolve()

/** What the limiter hands to a new admission. */
export interface Grant {
  readonly plan: Plan
  readonly reservation: Reservation
  readonly granted: Granted
  readonly offer: PricedOffer
  readonly call: MeasuredCall
  /** In shadow mode: the policy would have refused. */
  readonly shadowed: boolean
  /** Partitions as of now, or of the store's time: calendar periods move on. */
  partitions(at?: number): readonly Partition[]
}

/** An open reservation: what was granted, the model calls made under it, and its one settlement. */
export class Admission {
  readonly outcome = 'admitted' as const
  /** Told of every model call that is refused, so that a response that is still open can say when to come back. */
  whenCallDenied: ((denied: Denied) => void) | undefined
  readonly #engine: Engine
  readonly #grant: Grant
  readonly #calls = new CallBook()
  /** The reserve's, then that of the last raise. */
  #granted: Granted
  #offer: PricedOffer
  /** Charged units held in the store, once it matters. */
  #held: readonly number[] | undefined
  #steps = 0
  #shadowed: boolean
  #status: 'open' | 'ending' | 'estimated' | 'settled' = 'open'
  #turn: Promise<unknown> = FINISHED
  #stopRenewing: (() => void) | undefined

  constructor(engine: Engine, grant: Grant) {
    this.#engine = engine
    this.#grant = grant
    this.#granted = grant.granted
    this.#offer = grant.offer
    this.#shadowed = grant.shadowed
  }

  get id(): string {
    return this.#grant.reservation.id
  }

  get operation(): string {
    return this.#grant.plan.operation
  }

  get tier(): string {
    return this.#grant.plan.tier
  }

  get phase(): Phase {
    return phaseOf(this.#grant.plan, this.#granted.rung, this.#granted.used)
  }

  /** What to serve. */
  get terms(): Terms {
    const { offer, call, granted } = this.#grant
    return termsOf(offer, call, granted.output)
  }

  /** Whether the terms are meant: false in shadow mode. */
  get isEnforced(): boolean {
    return this.#engine.mode === 'enforce'
  }

  /** In shadow mode: whether the policy would have refused the request or one of its calls. */
  get isShadowed(): boolean {
    return this.#shadowed
  }

  /** Whole percent of the tightest quota, this reservation included. */
  get percent(): number {
    return Math.floor((tightest(this.#grant.plan, this.#granted.used)?.share ?? 0) / 10)
  }

  get statuses(): readonly QuotaStatus[] {
    return statusesOf(this.#grant.plan, this.#grant.reservation.partitions, this.#granted.used, this.#granted.now)
  }

  get isOpen(): boolean {
    return this.#status === 'open'
  }

  explain(): Explanation {
    const { plan } = this.#grant
    const { rung, used } = this.#granted
    const top = tightest(plan, used)
    const percent = Math.floor((top?.share ?? 0) / 10)
    return {
      tier: plan.tier,
      operation: plan.operation,
      phase: this.phase,
      rung,
      quota: top?.quota.name,
      percent,
      why:
        top === undefined
          ? 'admitted'
          : `admitted on rung ${rung}: '${top.quota.name}' is the tightest at ${percent} %`,
      quotas: plan.quotas.map((quota, i) => statusOf(quota, used[i] ?? 0, undefined)),
    }
  }

  /** Asks for one model call: from what is held, else by one round trip for the missing part. */
  reserve(call: CallEstimate): Promise<CallDecision> {
    const turn = this.#turn.then(() => this.#reserveCall(call))
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  /**
   * The truth about everything this request spent, once; an estimate may still be replaced.
   * A missing field keeps its estimate, an empty object changes nothing. Never rejects.
   */
  settle(usage: Usage): Promise<void> {
    const estimated = !isWhole(usage)
    const isLate = this.#status === 'settled' || (this.#status === 'estimated' && estimated)
    if (isLate || isEmpty(usage)) return FINISHED
    const { offer, call } = this.#grant
    const price = usage.model === undefined ? offer.price : (this.#priceOf(usage.model) ?? offer.price)
    const spent = spentBy(usage, estimated ? expectedOf(offer, call) : NOTHING, price)
    this.#calls.endAll()
    this.#emitAttempt(usage, spent, 'finished', estimated)
    return this.#finish(spent, estimated, false)
  }

  /** Hands everything back: the call never reached a provider. Never rejects. */
  release(): Promise<void> {
    const isOpen = this.#status === 'open' || this.#status === 'ending'
    return isOpen ? this.#finish(undefined, false, true) : FINISHED
  }

  /**
   * The request is over. Charges what its calls spent; with none seen, a failure releases and anything else charges the
   * estimate. Never rejects.
   */
  end(outcome: Outcome): Promise<void> {
    if (this.#status !== 'open') return FINISHED
    if (this.#calls.isIdle) return this.#conclude(outcome)
    this.#status = 'ending'
    this.#engine.clock.setTimer(() => {
      if (this.#status !== 'ending') return
      this.#calls.endAll()
      void this.#conclude(outcome)
    }, LINGER_MS)
    return FINISHED
  }

  /** Keeps the lease alive until the settlement. */
  keepAlive(): this {
    if (this.#status === 'open') this.#stopRenewing ??= this.#engine.renewing(this)
    return this
  }

  /** Tells the store what is known to be used and moves the lease's end. Never rejects. */
  async renew(): Promise<void> {
    if (this.#status !== 'open' && this.#status !== 'ending') return
    const held = this.#heldUnits()
    const observed = this.#calls.hasSpent ? this.#charged(this.#calls.observed()) : held.map(() => 0)
    const taken = this.#charged(this.#calls.taken())
    const hold = held.map((amount, i) => Math.max(amount, taken[i] ?? 0))
    this.#held = hold
    try {
      await this.#engine.store.renew(this.#grant.reservation, { leaseMs: this.#engine.leaseMs, observed, hold })
    } catch (cause) {
      this.#engine.events.emit('store-failed', { during: 'renew', cause })
    }
  }

  async #reserveCall(estimate: CallEstimate): Promise<CallDecision> {
    const { plan } = this.#grant
    if (this.#status !== 'open' && this.isEnforced) return this.#denied(plainDenial(plan, 'closed'))
    const call = measure(estimate, plan, false)
    const isRefused = isUnpriced(this.#engine, plan, call.asked)
    if (isRefused && this.isEnforced) return this.#denied(plainDenial(plan, 'unpriced-model'))
    this.#shadowed ||= isRefused
    const fallbackPrice = plan.expects.model === undefined ? undefined : this.#priceOf(plan.expects.model)
    const options = { isFirst: false, worstCase: this.#engine.worstCase, fallbackPrice }
    const offers = offersOf(plan, call, this.#engine.prices, options)
    if (this.#status !== 'open') return this.#pass(offers, call) ?? UNAVAILABLE
    return this.#fromHeld(offers, call) ?? (await this.#raise(offers, call))
  }

  /** A mode that never refuses lets go on what could not be counted. */
  #pass(offers: readonly PricedOffer[], call: MeasuredCall): AdmittedCall | undefined {
    const [offer] = offers
    if (this.isEnforced || offer === undefined) return undefined
    this.#shadowed ||= this.#engine.mode === 'shadow'
    return this.#admit(offer, call, offer.offer.output.max)
  }

  /** A call that fits what is held and not yet taken, no dearer by the token than what was granted. */
  #fromHeld(offers: readonly PricedOffer[], call: MeasuredCall): AdmittedCall | undefined {
    const offer = offers[this.#granted.rung]
    if (offer === undefined) return undefined
    const output = Math.min(offer.offer.output.max, this.#granted.output)
    if (output < offer.offer.output.min || !this.#isNoDearer(offer)) return undefined
    const taken = this.#charged(this.#calls.taken())
    const need = this.#chargesOf(offer, Math.min(offer.offer.output.hold, output))
    const held = this.#heldUnits()
    if (need.some((amount, i) => (taken[i] ?? 0) + amount > (held[i] ?? 0))) return undefined
    return this.#admit(offer, call, output)
  }

  #isNoDearer(offer: PricedOffer): boolean {
    const granted = this.#offer.offer.charges
    return offer.offer.charges.every((charge, i) => charge.perOutputToken <= (granted[i]?.perOutputToken ?? 0))
  }

  async #raise(offers: readonly PricedOffer[], call: MeasuredCall): Promise<CallDecision> {
    const { plan, reservation } = this.#grant
    const shadow = this.#engine.mode === 'enforce' ? undefined : shadowOffer(offers)
    const all = shadow === undefined ? offers : [...offers, shadow]
    const taken = this.#charged(this.#calls.taken())
    this.#steps += 1
    const raise: RaiseCall = {
      step: this.#steps,
      leaseMs: this.#engine.leaseMs,
      offers: all.map(({ offer }) => offer),
      taken,
    }
    let partitions = this.#grant.partitions()
    try {
      let reply = await this.#engine.store.raise({ ...reservation, partitions }, raise)
      if (reply.kind === 'period') {
        partitions = this.#grant.partitions(reply.now)
        reply = await this.#engine.store.raise({ ...reservation, partitions }, raise)
      }
      const offer = reply.kind === 'granted' ? all[reply.offer] : undefined
      if (reply.kind === 'granted' && offer !== undefined) {
        this.#takeRaise(offer, reply, taken)
        this.#shadowed ||= offer === shadow
        return this.#admit(offer, call, reply.output)
      }
      const passed = this.#pass(offers, call)
      if (passed !== undefined) return passed
      if (reply.kind !== 'refused') return this.#denied(plainDenial(plan, 'closed'))
      return this.#denied(denialOf({ plan, partitions, offers, call, raise: { id: this.id, taken } }, reply))
    } catch (cause) {
      this.#engine.events.emit('store-failed', { during: 'raise', cause })
      return this.#pass(offers, call) ?? UNAVAILABLE
    }
  }

  #takeRaise(offer: PricedOffer, granted: Granted, taken: readonly number[]): void {
    const charges = this.#chargesOf(offer, Math.min(offer.offer.output.hold, granted.output))
    this.#held = this.#heldUnits().map((held, i) => Math.max(held, (taken[i] ?? 0) + (charges[i] ?? 0)))
    this.#granted = granted
    this.#offer = offer
  }

  #admit(offer: PricedOffer, call: MeasuredCall, output: number): AdmittedCall {
    const running = this.#calls.open(expectedOf(offer, call), offer.price)
    return {
      outcome: 'admitted',
      terms: termsOf(offer, call, output),
      phase: this.phase,
      observe: (outputTokens) => this.#calls.observe(running, outputTokens),
      settle: (usage, outcome = 'finished') => this.#endCall(running, usage, usage.model ?? offer.model, outcome),
      release: () => {
        if (this.#calls.drop(running)) this.#afterCall('failed')
      },
    }
  }

  #endCall(running: RunningCall, usage: Usage, model: string | undefined, outcome: Outcome): void {
    const price = model === undefined ? undefined : this.#priceOf(model)
    const ended = this.#calls.end(running, usage, price, outcome)
    if (ended === undefined) return
    this.#emitAttempt({ ...usage, model }, ended.spent, outcome, ended.estimated)
    this.#afterCall(outcome)
  }

  #afterCall(outcome: Outcome): void {
    if (this.#status === 'ending' && this.#calls.isIdle) void this.#conclude(outcome)
  }

  #conclude(outcome: Outcome): Promise<void> {
    if (this.#calls.hasSpent) return this.#finish(this.#calls.spent, this.#calls.isEstimated, false)
    if (outcome === 'failed') return this.#finish(undefined, false, true)
    const { offer, call } = this.#grant
    const estimate = expectedOf(offer, call)
    this.#emitAttempt({ model: offer.model }, estimate, outcome, true)
    return this.#finish(estimate, true, false)
  }

  /** The one settlement; `spent` undefined releases. */
  #finish(spent: Spent | undefined, estimated: boolean, failed: boolean): Promise<void> {
    this.#status = estimated ? 'estimated' : 'settled'
    this.#stopRenewing?.()
    const charges = spent === undefined ? this.#grant.plan.quotas.map(() => 0) : this.#charged(spent)
    try {
      const settled = this.#engine.store.settle(this.#grant.reservation, { charges, estimated, failed })
      if (settled instanceof Promise)
        return this.#engine.background(this.#finishLater(settled, spent, charges, estimated))
      this.#emitSettled(settled, spent, charges, estimated)
    } catch (cause) {
      this.#settleFailed(cause)
    }
    return FINISHED
  }

  async #finishLater(
    settled: Promise<SettleReply>,
    spent: Spent | undefined,
    charges: readonly number[],
    estimated: boolean,
  ): Promise<void> {
    try {
      this.#emitSettled(await settled, spent, charges, estimated)
    } catch (cause) {
      this.#settleFailed(cause)
    }
  }

  #settleFailed(cause: unknown): void {
    this.#engine.events.emit('store-failed', { during: 'settle', cause })
  }

  #heldUnits(): readonly number[] {
    const { offer, granted } = this.#grant
    this.#held ??= this.#chargesOf(offer, Math.min(offer.offer.output.hold, granted.output))
    return this.#held
  }

  #quotas(): readonly Quota[] {
    return quotasOf(this.#grant.reservation.partitions)
  }

  #charged(spent: Spent): number[] {
    const { plan, granted } = this.#grant
    return chargedUnits(plan, this.#quotas(), spent, granted.repeatFactor)
  }

  #chargesOf({ offer }: PricedOffer, tokens: number): number[] {
    const { reservation, granted } = this.#grant
    return chargesOf(
      offer,
      { quotas: this.#quotas(), weight: reservation.weight, repeatFactor: granted.repeatFactor },
      tokens,
    )
  }

  #priceOf(model: string): ReturnType<typeof priceOrExpected> {
    return priceOrExpected(this.#engine, model, this.#grant.plan.expects.model)
  }

  #denied(denied: Denied): Denied {
    const { operation, tier } = this.#grant.plan
    const { reason, retryAfterMs, violated } = denied
    this.#engine.events.emit('call-denied', { operation, tier, reason, retryAfterMs, quotas: violated, door: 'call' })
    this.whenCallDenied?.(denied)
    return denied
  }

  #emitAttempt(usage: Usage, spent: Spent, outcome: Outcome, estimated: boolean): void {
    const { events } = this.#engine
    if (!events.has('attempt-ended')) return
    const { inputTokens, outputTokens, nanoUsd } = spent
    const truth = { ...usage, inputTokens, outputTokens }
    events.emit('attempt-ended', { operation: this.operation, usage: truth, nanoUsd, outcome, estimated })
  }

  /** A ledger line says what the counters were charged: none is written where the store charged nothing. */
  #emitSettled({ kind }: SettleReply, spent: Spent | undefined, charges: readonly number[], estimated: boolean): void {
    const { events } = this.#engine
    if (kind === 'already' || kind === 'marked' || !events.has('reservation-settled')) return
    const { operation, tier, quotas } = this.#grant.plan
    const amounts = quotas.map((quota, i) => {
      const grain = grainOf(quota.unit)
      const used = spent === undefined ? 0 : usedUnits(quota, spent)
      return { quota: quota.name, used: used / grain, charged: (charges[i] ?? 0) / grain }
    })
    events.emit('reservation-settled', { operation, tier, amounts, estimated, released: spent === undefined })
  }
}
