import type { CallEstimate } from '../policy/call.js'
import { type MeasuredCall, measure } from '../policy/measured-call.js'
import { type Answer, type Granted, offerList } from '../store/store.js'
import type { Usage } from '../words.js'
import { roomFor, stepAfter } from './answer-room.js'
import type { CallBook, RunningCall } from './call-book.js'
import { type AdmittedCall, type CallDecision, type Denied, UNAVAILABLE } from './decision.js'
import { denialOf, plainDenial } from './denial.js'
import { type Engine, isUnpriced, priceServed } from './engine.js'
import type { Outcome } from './events.js'
import { type Grant, Held } from './held.js'
import { CallOffers, type PricedOffer, termsOf } from './offers.js'
import { expectedOf } from './spending.js'
import { phaseOf } from './statuses.js'
import { type TaughtCall, teach, teachStopped } from './teaching.js'
import { type Attempt, tellDenied } from './tell.js'

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
  readonly #engine: Engine
  readonly #grant: Grant
  readonly #owner: DoorOwner
  readonly #held: Held
  #turn: Promise<unknown> = Promise.resolve()

  constructor(engine: Engine, grant: Grant, owner: DoorOwner) {
    this.#engine = engine
    this.#grant = grant
    this.#owner = owner
    this.#held = new Held(engine, grant)
  }

  get granted(): Granted {
    return this.#held.granted
  }

  get calls(): CallBook {
    return this.#held.calls
  }

  reserve(estimate: CallEstimate): Promise<CallDecision> {
    return this.#inTurn(() => this.#reserve(estimate))
  }

  /** Ends what still runs with what was seen of it. */
  endAll(): void {
    for (const running of this.calls.running()) this.#endCall(running, {}, undefined, 'aborted')
  }

  renew(): Promise<unknown> {
    return this.#inTurn(async () => {
      this.#held.grow()
      return this.#held.renew()
    })
  }

  /** One after the other: what one takes, the next one sees. */
  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => undefined)
    return turn
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

  /** A call that fits what is held and not yet taken, and is not cut for want of room. */
  #fromHeld(offers: CallOffers, call: MeasuredCall): AdmittedCall | undefined {
    const { granted } = this.#held
    const offer = offers.at(granted.rung)
    if (offer === undefined) return undefined
    const output = Math.min(offer.output.max, granted.output)
    const least = offer.served.isLast ? offer.output.max : offer.output.min
    return output >= least && this.#held.covers(offer, output) ? this.#admit(offer, call, output) : undefined
  }

  async #raise(offers: CallOffers, call: MeasuredCall): Promise<CallDecision> {
    const { id, plan } = this.#grant.ask
    try {
      const { reply, partitions, taken } = await this.#held.raise(offers)
      const offer = reply.kind === 'granted' && this.#owner.isOpen() ? offers.at(reply.offer) : undefined
      // The request may have ended meanwhile: what the raise took went back with the rest.
      if (reply.kind === 'granted' && offer !== undefined) {
        this.#held.take(offer, reply, taken)
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

  #admit(offer: PricedOffer, call: MeasuredCall, output: number): AdmittedCall {
    const running = this.calls.open(expectedOf(offer, offer.call, output), offer.price, call.serviceTier)
    if (this.#engine.mode !== 'enforce') running.mayReach = Number.POSITIVE_INFINITY
    const { rung, used } = this.#held.granted
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
    const before = this.#held.units
    const used = this.#held.grow() ? await this.#usedNow() : []
    const { tokens, short } = roomFor(plan, step, { before, after: this.#held.units, used })
    running.mayReach = outputTokens + tokens
    if (tokens > 0) return true
    this.#engine.events.emit('call-stopped', { operation: plan.operation, tier: plan.tier, quotas: short })
    teachStopped(this.#engine, taught, outputTokens)
    return false
  }

  /** Units used once the store has heard what is held. @returns nothing where it cannot say: an answer that was admitted goes on then. */
  async #usedNow(): Promise<readonly number[]> {
    try {
      const reply = await this.#held.renew()
      return reply.kind === 'renewed' ? reply.used : []
    } catch (cause) {
      this.#engine.events.emit('store-failed', { during: 'renew', cause })
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

  #denied(denied: Denied): Denied {
    this.#owner.callDenied(denied)
    return tellDenied(this.#engine.events, this.#grant.ask.plan, denied, 'call')
  }
}
