import type { CallEstimate } from '../policy/call.js'
import { type MeasuredCall, measure } from '../policy/measured-call.js'
import {
  type Answer,
  type Granted,
  offerList,
  type Partition,
  type RenewCall,
  type Reservation,
  type ReserveReply,
} from '../store/store.js'
import type { Usage } from '../words.js'
import { roomFor, stepAfter } from './answer-room.js'
import type { Ask } from './ask.js'
import { CallBook, type RunningCall } from './call-book.js'
import { type AdmittedCall, type CallDecision, type Denied, UNAVAILABLE } from './decision.js'
import { denialOf, plainDenial } from './denial.js'
import { type Engine, isUnpriced, priceServed } from './engine.js'
import type { Outcome } from './events.js'
import { CallOffers, type PricedOffer, termsOf } from './offers.js'
import { chargedUnits, expectedOf, holdUnits, type Spent } from './spending.js'
import { phaseOf } from './statuses.js'
import { type TaughtCall, teach, teachStopped } from './teaching.js'
import { type Attempt, tellDenied } from './tell.js'

/** What a request was granted. */
export interface Grant {
  readonly ask: Ask
  readonly partitions: readonly Partition[]
  readonly granted: Granted
  readonly offer: PricedOffer
}

/** The handle under which the store knows it. */
export function reservationOf({ ask, partitions, granted }: Grant): Reservation {
  const { id, plan, fingerprint } = ask
  return { id, partitions, weight: plan.weight, repeatFactor: granted.repeatFactor, fingerprint }
}

/** The request that the calls belong to. */
export interface DoorOwner {
  /** Whether the request goes on, so that calls can still be added to it. */
  isOpen(): boolean
  /** @param attempt Undefined when the call never reached a provider. */
  callEnded(attempt: Attempt | undefined): void
  callDenied(denied: Denied): void
  /** In shadow mode: the policy would have refused. */
  callShadowed(): void
}

/** The call door: the model calls of one reservation, each out of what is held, else by one round trip for the missing part. */
export class CallDoor {
  readonly calls: CallBook = new CallBook()
  readonly #engine: Engine
  readonly #grant: Grant
  readonly #owner: DoorOwner
  /** The reserve's, then that of the last raise. */
  #granted: Granted
  #offer: PricedOffer
  /** Charged units held in the store. */
  #held: readonly number[]
  #steps = 0
  #turn: Promise<unknown> = Promise.resolve()

  constructor(engine: Engine, grant: Grant, owner: DoorOwner) {
    this.#engine = engine
    this.#grant = grant
    this.#owner = owner
    this.#granted = grant.granted
    this.#offer = grant.offer
    this.#held = holdUnits(grant.ask.plan, grant.offer, grant.granted)
  }

  get granted(): Granted {
    return this.#granted
  }

  reserve(estimate: CallEstimate): Promise<CallDecision> {
    return this.#inTurn(() => this.#reserve(estimate))
  }

  /** Ends what still runs with what was seen of it. */
  endAll(): void {
    for (const running of this.calls.running()) this.#endCall(running, {}, undefined, 'aborted')
  }

  renew(): Promise<unknown> {
    const { store, leaseMs } = this.#engine
    return this.#inTurn(async () => store.renew(reservationOf(this.#grant), { leaseMs, ...this.#renewal() }))
  }

  /** One after the other: what one takes, the next one sees. */
  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  /** What the lease is to hold from now on, and what of it is known to be used. */
  #renewal(): Omit<RenewCall, 'leaseMs'> {
    const taken = this.#charged(this.calls.taken())
    this.#held = this.#held.map((amount, i) => Math.max(amount, taken[i] ?? 0))
    const observed = this.calls.hasSpent ? this.#charged(this.calls.observed()) : this.#held.map(() => 0)
    return { hold: this.#held, observed }
  }

  async #reserve(estimate: CallEstimate): Promise<CallDecision> {
    const { plan } = this.#grant.ask
    const isEnforced = this.#engine.mode === 'enforce'
    if (isEnforced && !this.#owner.isOpen()) return this.#denied(plainDenial(plan, 'closed'))
    const call = this.#measured(estimate)
    const isRefused = isUnpriced(this.#engine, plan, call.asked)
    if (isRefused && isEnforced) return this.#denied(plainDenial(plan, 'unpriced-model'))
    if (isRefused) this.#owner.callShadowed()
    const offers = new CallOffers(this.#engine, plan, call)
    if (!this.#owner.isOpen()) return this.#pass(offers, call) ?? UNAVAILABLE
    return this.#fromHeld(offers, call) ?? (await this.#raise(offers, call))
  }

  /** A call that was made from what the request was served, such as its body as it was handed on, is not degraded again. */
  #measured(estimate: CallEstimate): MeasuredCall {
    const { ask, offer, granted } = this.#grant
    const call = measure(estimate, ask.plan.expects, false)
    if (granted.rung === 0 || this.#engine.mode !== 'enforce') return call
    const { model, insteadOf, isCut, maxOutputTokens } = termsOf(offer, ask.call, granted.output)
    if (call.asked !== model) return call
    const isServed = insteadOf !== undefined
    const isShortened = isCut && call.cap !== undefined && call.cap <= maxOutputTokens
    return { ...call, modelRung: isServed ? granted.rung : 0, lengthRung: isShortened ? granted.rung : 0 }
  }

  /** A mode that never refuses lets go on what could not be counted. */
  #pass(offers: CallOffers, call: MeasuredCall): AdmittedCall | undefined {
    const offer = offers.at(0)
    if (this.#engine.mode === 'enforce' || offer === undefined) return undefined
    this.#owner.callShadowed()
    return this.#admit(offer, call, offer.output.max)
  }

  /** A call that fits what is held and not yet taken, no dearer by the token than what was granted, and not cut for want of room. */
  #fromHeld(offers: CallOffers, call: MeasuredCall): AdmittedCall | undefined {
    const offer = offers.at(this.#granted.rung)
    if (offer === undefined) return undefined
    const output = Math.min(offer.output.max, this.#granted.output)
    const least = offer.served.isLast ? offer.output.max : offer.output.min
    if (output < least || !this.#isNoDearer(offer)) return undefined
    const taken = this.#charged(this.calls.taken())
    const need = holdUnits(this.#grant.ask.plan, offer, { ...this.#grant.granted, output })
    if (need.some((amount, i) => (taken[i] ?? 0) + amount > (this.#held[i] ?? 0))) return undefined
    return this.#admit(offer, call, output)
  }

  #isNoDearer(offer: PricedOffer): boolean {
    const granted = this.#offer.charges
    return offer.charges.every((charge, i) => charge.perOutputToken <= (granted[i]?.perOutputToken ?? 0))
  }

  async #raise(offers: CallOffers, call: MeasuredCall): Promise<CallDecision> {
    const { id, plan } = this.#grant.ask
    const taken = this.#charged(this.calls.taken())
    try {
      const { reply, partitions } = await this.#askStore(offers, taken)
      const offer = reply.kind === 'granted' && this.#owner.isOpen() ? offers.at(reply.offer) : undefined
      // The request may have ended meanwhile: what the raise took went back with the rest.
      if (reply.kind === 'granted' && offer !== undefined) {
        this.#takeRaise(offer, reply, taken)
        if (offers.isShadow(reply.offer)) this.#owner.callShadowed()
        return this.#admit(offer, call, reply.output)
      }
      const passed = this.#pass(offers, call)
      if (passed !== undefined) return passed
      if (reply.kind !== 'refused') return this.#denied(plainDenial(plan, 'closed'))
      const raise = { id, taken }
      return this.#denied(denialOf({ plan, partitions, offers: offerList(offers), call, raise }, reply))
    } catch (cause) {
      this.#engine.events.emit('store-failed', { during: 'raise', cause })
      return this.#pass(offers, call) ?? UNAVAILABLE
    }
  }

  /** Calendar periods may have moved on since the reserve, by our clock or by the store's. */
  async #askStore(
    offers: CallOffers,
    taken: readonly number[],
  ): Promise<{ readonly reply: ReserveReply; readonly partitions: readonly Partition[] }> {
    const { store, clock, leaseMs, partitionsOf } = this.#engine
    const { plan, ids } = this.#grant.ask
    const reservation = reservationOf(this.#grant)
    this.#steps += 1
    const raise = { step: this.#steps, leaseMs, offers, taken }
    const partitions = partitionsOf(plan, ids, clock.now())
    const reply = await store.raise({ ...reservation, partitions }, raise)
    if (reply.kind !== 'period') return { reply, partitions }
    const moved = partitionsOf(plan, ids, reply.now)
    return { reply: await store.raise({ ...reservation, partitions: moved }, raise), partitions: moved }
  }

  #takeRaise(offer: PricedOffer, granted: Granted, taken: readonly number[]): void {
    const hold = holdUnits(this.#grant.ask.plan, offer, granted)
    this.#held = this.#held.map((held, i) => Math.max(held, (taken[i] ?? 0) + (hold[i] ?? 0)))
    this.#granted = granted
    this.#offer = offer
  }

  #admit(offer: PricedOffer, call: MeasuredCall, output: number): AdmittedCall {
    const running = this.calls.open(expectedOf(offer, offer.call, output), offer.price, call.serviceTier)
    if (this.#engine.mode !== 'enforce') running.mayReach = Number.POSITIVE_INFINITY
    const { rung, used } = this.#granted
    const taught: TaughtCall = { door: 'call', plan: this.#grant.ask.plan, offer, call, output }
    return {
      outcome: 'admitted',
      terms: termsOf(offer, call, output),
      phase: phaseOf(this.#grant.ask.plan, rung, used),
      observe: (outputTokens) => this.#observe(running, outputTokens, taught),
      get mayReach() {
        return running.mayReach
      },
      settle: (usage, outcome = 'finished') => {
        const isEnded = this.#endCall(running, usage, usage.model ?? offer.model, outcome)
        if (isEnded && outcome === 'finished') teach(this.#engine, taught, usage)
      },
      release: () => {
        if (this.calls.drop(running)) this.#owner.callEnded(undefined)
      },
    }
  }

  #observe(running: RunningCall, outputTokens: number, taught: TaughtCall): Answer<boolean> {
    this.calls.observe(running, outputTokens)
    // Not the same as `<=`: a number that is none is no longer than anything.
    if (!(outputTokens > running.mayReach)) return true
    return this.#inTurn(() => this.#lift(running, outputTokens, taught))
  }

  /** Holds more for an answer that is longer than what is held for it. @returns whether there is room for it. */
  async #lift(running: RunningCall, outputTokens: number, taught: TaughtCall): Promise<boolean> {
    if (!this.calls.has(running)) return true
    const { plan } = this.#grant.ask
    const step = stepAfter(outputTokens)
    this.calls.hold(running, outputTokens + step)
    const before = this.#held
    const renewal = this.#renewal()
    const used = before.every((held, i) => held >= (this.#held[i] ?? 0)) ? [] : await this.#usedAfter(renewal)
    const { tokens, short } = roomFor(plan, step, { before, after: this.#held, used })
    running.mayReach = outputTokens + tokens
    if (tokens > 0) return true
    this.#engine.events.emit('call-stopped', { operation: plan.operation, tier: plan.tier, quotas: short })
    teachStopped(this.#engine, taught, outputTokens)
    return false
  }

  /** @returns nothing where the store cannot say: an answer that was admitted goes on then. */
  async #usedAfter(renewal: Omit<RenewCall, 'leaseMs'>): Promise<readonly number[]> {
    const { store, leaseMs, events } = this.#engine
    try {
      const reply = await store.renew(reservationOf(this.#grant), { leaseMs, ...renewal })
      return reply.kind === 'renewed' ? reply.used : []
    } catch (cause) {
      events.emit('store-failed', { during: 'renew', cause })
      return []
    }
  }

  /** @returns false when it had ended before. */
  #endCall(running: RunningCall, usage: Usage, model: string | undefined, outcome: Outcome): boolean {
    const { plan } = this.#grant.ask
    const tier = usage.serviceTier ?? running.tier
    const price = model === undefined ? undefined : priceServed(this.#engine, plan, model, tier)
    const ended = this.calls.end(running, usage, price, outcome)
    if (ended !== undefined) this.#owner.callEnded({ ...ended, usage: { ...usage, model } })
    return ended !== undefined
  }

  #charged(spent: Spent): number[] {
    return chargedUnits(this.#grant.ask.plan, spent, this.#grant.granted.repeatFactor)
  }

  #denied(denied: Denied): Denied {
    this.#owner.callDenied(denied)
    return tellDenied(this.#engine.events, this.#grant.ask.plan, denied, 'call')
  }
}
