import type { CallEstimate, Terms } from '../policy/call.js'
import type { Granted, SettleReply } from '../store/store.js'
import type { Phase, Usage } from '../words.js'
import { CallDoor } from './call-door.js'
import type { CallDecision, Denied, Explanation, Unavailable } from './decision.js'
import { type Engine, priceServed } from './engine.js'
import type { Outcome } from './events.js'
import { type Grant, reservationOf } from './held.js'
import { termsOf } from './offers.js'
import { chargedUnits, expectedOf, holdUnits, isEmpty, isWhole, NOTHING, type Spent, spentBy } from './spending.js'
import { phaseOf, type QuotaStatus, statusesOf, statusOf, tightest } from './statuses.js'
import { teach } from './teaching.js'
import { type Attempt, tellAttempt, tellSettled } from './tell.js'
import { whyAdmitted } from './why-admitted.js'

/** How long calls may go on after their response ended before they are charged as far as they were seen. */
const LINGER_MS = 30_000
const FINISHED: Promise<void> = Promise.resolve()

/** What becomes of a request: admitted, refused as a value, or not decided. */
export type Decision = Admission | Denied | Unavailable

/** An open reservation: what was granted, the model calls made under it, and its one settlement. */
export class Admission {
  readonly outcome = 'admitted' as const
  /** Told of every model call that is refused, so that a response that is still open can say when to come back. */
  whenCallDenied: ((denied: Denied) => void) | undefined
  readonly #engine: Engine
  readonly #grant: Grant
  #isShadowed: boolean
  #status: 'open' | 'ending' | 'estimated' | 'settled' = 'open'
  #door: CallDoor | undefined
  #stopRenewing: (() => void) | undefined
  #stopLingering: (() => void) | undefined
  #settled: Promise<void> | undefined
  #whenSettled: ((settlement: Promise<void>) => void) | undefined

  constructor(engine: Engine, grant: Grant) {
    this.#engine = engine
    this.#grant = grant
    const { ask, granted } = grant
    this.#isShadowed = ask.isRefused || ask.offers.isShadow(granted.offer)
  }

  get id(): string {
    return this.#grant.ask.id
  }

  /** Who pays: the id of the user, or `org/user`, each encoded as in the keys of the store. Different subjects are different payers. */
  get payer(): string {
    const { org, user } = this.#grant.ask.ids
    return org === undefined ? user : `${org}/${user}`
  }

  get operation(): string {
    return this.#grant.ask.plan.operation
  }

  get tier(): string {
    return this.#grant.ask.plan.tier
  }

  get phase(): Phase {
    const { rung, used } = this.#granted
    return phaseOf(this.#grant.ask.plan, rung, used)
  }

  /** What to serve. */
  get terms(): Terms {
    const { ask, offer, granted } = this.#grant
    return termsOf(offer, ask.call, granted.output)
  }

  /** Whether the terms are meant: false in shadow mode. */
  get isEnforced(): boolean {
    return this.#engine.mode === 'enforce'
  }

  /** In shadow mode: whether the policy would have refused the request or one of its calls. */
  get isShadowed(): boolean {
    return this.#isShadowed
  }

  /** Whole percent of the tightest quota, this reservation included. */
  get percent(): number {
    return Math.floor((tightest(this.#grant.ask.plan, this.#granted.used)?.share ?? 0) / 10)
  }

  get statuses(): readonly QuotaStatus[] {
    const { ask, partitions } = this.#grant
    const { used, now } = this.#granted
    return statusesOf(ask.plan, partitions, used, now)
  }

  get isOpen(): boolean {
    return this.#status === 'open'
  }

  /** Whether no model call of it is running. */
  get isIdle(): boolean {
    return this.#door?.calls.isIdle !== false
  }

  explain(): Explanation {
    const { plan, offers } = this.#grant.ask
    const { rung, used } = this.#granted
    return {
      tier: plan.tier,
      operation: plan.operation,
      phase: this.phase,
      rung,
      quota: tightest(plan, used)?.quota.name,
      percent: this.percent,
      why: whyAdmitted(plan, offers, this.#granted),
      quotas: plan.quotas.map((quota, i) => statusOf(quota, used[i] ?? 0, undefined)),
    }
  }

  /** Asks for one model call: from what is held, else by one round trip for the missing part. */
  reserve(call: CallEstimate): Promise<CallDecision> {
    this.#door ??= this.#openDoor()
    return this.#door.reserve(call)
  }

  /**
   * The truth about everything this request spent, once; an estimate may still be replaced.
   * A missing field keeps its estimate, an empty object changes nothing. Never rejects.
   */
  settle(usage: Usage): Promise<void> {
    const estimated = !isWhole(usage)
    const isLate = this.#status === 'settled' || (this.#status === 'estimated' && estimated)
    if (isLate || isEmpty(usage)) return FINISHED
    const { ask, offer, granted } = this.#grant
    const { plan } = ask
    const model = usage.model ?? offer.model
    const tier = usage.serviceTier ?? ask.call.serviceTier
    const price = (model === undefined ? undefined : priceServed(this.#engine, plan, model, tier)) ?? offer.price
    // Before its calls end: the last of them would conclude a request that is ending.
    this.#status = estimated ? 'estimated' : 'settled'
    this.#door?.endAll()
    const seen = this.#door?.calls.hasSpent === true ? this.#door.calls.spent : undefined
    const spent = spentBy(usage, estimated ? (seen ?? expectedOf(offer, offer.call, granted.output)) : NOTHING, price)
    // Attempts that were seen have been told already.
    if (seen === undefined) {
      this.#tellAttempt({ usage, spent, outcome: 'finished', estimated })
      teach(this.#engine, { door: 'request', plan, offer, call: ask.call, output: granted.output }, usage)
    }
    return this.#finish(spent, estimated)
  }

  /** Hands everything back but what model calls were seen to spend: the request goes no further. Never rejects. */
  release(): Promise<void> {
    return this.end('failed')
  }

  /**
   * The request is over. Charges what its calls spent, nothing when none of them reached a provider. Where no call was seen, a
   * failure releases and anything else charges the estimate. Never rejects.
   */
  end(outcome: Outcome): Promise<void> {
    if (this.#status !== 'open') return FINISHED
    const door = this.#door
    if (door === undefined || door.calls.isIdle) return this.#conclude(outcome)
    this.#status = 'ending'
    this.#stopLingering = this.#engine.clock.setTimer(() => door.endAll(), LINGER_MS)
    return FINISHED
  }

  /**
   * Resolves when the store has the settlement, also that of model calls which go on after their response. Never rejects. For
   * platforms that stop a process once it has answered.
   */
  get settled(): Promise<void> {
    this.#settled ??= new Promise((resolve) => {
      this.#whenSettled = resolve
    })
    return this.#settled
  }

  /** Keeps the lease alive until the settlement. */
  keepAlive(): this {
    if (this.#status === 'open') this.#stopRenewing ??= this.#engine.renewing(this)
    return this
  }

  /** Tells the store what is known to be used and moves the lease's end. Never rejects. */
  async renew(): Promise<void> {
    if (this.#status !== 'open' && this.#status !== 'ending') return
    const { store, leaseMs, events } = this.#engine
    try {
      if (this.#door !== undefined) await this.#door.renew()
      else await store.renew(reservationOf(this.#grant), { leaseMs, ...this.#heldOnly() })
    } catch (cause) {
      events.emit('store-failed', { during: 'renew', cause })
    }
  }

  /** The reserve's, then that of the last raise. */
  get #granted(): Granted {
    return this.#door?.granted ?? this.#grant.granted
  }

  #heldOnly(): { readonly hold: readonly number[]; readonly observed: readonly number[] } {
    const { ask, offer, granted } = this.#grant
    const hold = holdUnits(ask.plan, offer, granted)
    return { hold, observed: hold.map(() => 0) }
  }

  #openDoor(): CallDoor {
    return new CallDoor(this.#engine, this.#grant, {
      isOpen: () => this.#status === 'open',
      callEnded: (attempt) => {
        if (attempt !== undefined) this.#tellAttempt(attempt)
        if (this.#status === 'ending' && this.#door?.calls.isIdle === true) void this.#conclude('finished')
      },
      callDenied: (denied) => this.whenCallDenied?.(denied),
      callShadowed: () => {
        this.#isShadowed ||= this.#engine.mode === 'shadow'
      },
    })
  }

  #conclude(outcome: Outcome): Promise<void> {
    if (this.#door !== undefined) {
      const { calls } = this.#door
      return this.#finish(calls.hasSpent ? calls.spent : undefined, calls.isEstimated)
    }
    if (outcome === 'failed') return this.#finish(undefined, false)
    const { offer, granted } = this.#grant
    const estimate = expectedOf(offer, offer.call, granted.output)
    this.#tellAttempt({ usage: { model: offer.model }, spent: estimate, outcome, estimated: true })
    return this.#finish(estimate, true)
  }

  /** The one settlement; `spent` undefined releases: it does not count as a repeat then. */
  #finish(spent: Spent | undefined, estimated: boolean): Promise<void> {
    this.#status = estimated ? 'estimated' : 'settled'
    this.#stopRenewing?.()
    this.#stopLingering?.()
    const settlement = this.#write(spent, estimated)
    this.#settled ??= settlement
    this.#whenSettled?.(settlement)
    return settlement
  }

  #write(spent: Spent | undefined, estimated: boolean): Promise<void> {
    const { plan } = this.#grant.ask
    const { repeatFactor } = this.#grant.granted
    const charges = spent === undefined ? plan.quotas.map(() => 0) : chargedUnits(plan, spent, repeatFactor)
    try {
      const settled = this.#engine.store.settle(reservationOf(this.#grant), {
        charges,
        estimated,
        failed: spent === undefined,
      })
      if (settled instanceof Promise)
        return this.#engine.background(this.#finishLater(settled, spent, charges, estimated))
      this.#tellSettled(settled, spent, charges, estimated)
    } catch (cause) {
      this.#tellFailure(cause)
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
      this.#tellSettled(await settled, spent, charges, estimated)
    } catch (cause) {
      this.#tellFailure(cause)
    }
  }

  #tellFailure(cause: unknown): void {
    this.#engine.events.emit('store-failed', { during: 'settle', cause })
  }

  #tellAttempt(attempt: Attempt): void {
    tellAttempt(this.#engine.events, this.#grant.ask.plan, attempt)
  }

  /** A ledger line says what the counters were charged: none is written where the store charged nothing. */
  #tellSettled({ kind }: SettleReply, spent: Spent | undefined, charges: readonly number[], estimated: boolean): void {
    if (kind === 'already' || kind === 'marked') return
    tellSettled(this.#engine.events, this.#grant.ask.plan, spent, charges, estimated)
  }
}
