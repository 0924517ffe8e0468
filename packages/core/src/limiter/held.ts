import type { Answer, Granted, Partition, RenewCall, RenewReply, Reservation, ReserveReply } from '../store/store.js'
import type { Ask } from './ask.js'
import { CallBook } from './call-book.js'
import type { Engine } from './engine.js'
import type { CallOffers, PricedOffer } from './offers.js'
import { chargedUnits, holdUnits, type Spent } from './spending.js'

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

/** What was asked of the store, and what it replied. */
export interface Raised {
  readonly reply: ReserveReply
  readonly partitions: readonly Partition[]
  /** Charged units that were spoken for then. */
  readonly taken: readonly number[]
}

/** What is held for one reservation, and which calls have taken how much of it. */
export class Held {
  readonly calls: CallBook = new CallBook()
  readonly #engine: Engine
  readonly #grant: Grant
  /** The reserve's, then that of the last raise. */
  #granted: Granted
  #offer: PricedOffer
  /** Charged units held in the store. */
  #units: readonly number[]
  #steps = 0

  constructor(engine: Engine, grant: Grant) {
    this.#engine = engine
    this.#grant = grant
    this.#granted = grant.granted
    this.#offer = grant.offer
    this.#units = holdUnits(grant.ask.plan, grant.offer, grant.granted)
  }

  get granted(): Granted {
    return this.#granted
  }

  get units(): readonly number[] {
    return this.#units
  }

  /** Whether a call fits what is held and not yet taken, and is no dearer by the token than what was granted. */
  covers(offer: PricedOffer, output: number): boolean {
    if (!this.#isNoDearer(offer)) return false
    const taken = this.#taken()
    const need = holdUnits(this.#grant.ask.plan, offer, { ...this.#grant.granted, output })
    return need.every((amount, i) => (taken[i] ?? 0) + amount <= (this.#units[i] ?? 0))
  }

  /** Asks the store for the missing part of a call; calendar periods may have moved on since the reserve, by our clock or by the store's. */
  async raise(offers: CallOffers): Promise<Raised> {
    const { store, clock, leaseMs, partitionsOf } = this.#engine
    const { plan, ids } = this.#grant.ask
    const taken = this.#taken()
    this.#steps += 1
    const call = { step: this.#steps, leaseMs, offers, taken }
    const ask = async (now: number) => {
      const partitions = partitionsOf(plan, ids, now)
      const reply = await store.raise({ ...reservationOf(this.#grant), partitions }, call)
      return { reply, partitions, taken }
    }
    const first = await ask(clock.now())
    return first.reply.kind === 'period' ? ask(first.reply.now) : first
  }

  /** The call is granted: more is held from now on. */
  take(offer: PricedOffer, granted: Granted, taken: readonly number[]): void {
    const hold = holdUnits(this.#grant.ask.plan, offer, granted)
    this.#units = this.#units.map((held, i) => Math.max(held, (taken[i] ?? 0) + (hold[i] ?? 0)))
    this.#granted = granted
    this.#offer = offer
  }

  /** Holds what the calls have taken by now. @returns whether that is more than before. */
  grow(): boolean {
    const taken = this.#taken()
    const before = this.#units
    this.#units = before.map((amount, i) => Math.max(amount, taken[i] ?? 0))
    return this.#units.some((held, i) => held > (before[i] ?? 0))
  }

  /** Tells the store that the reservation goes on, what it holds, and what of it is known to be used. */
  renew(): Answer<RenewReply> {
    const { store, leaseMs } = this.#engine
    const observed = this.calls.hasSpent ? this.#charged(this.calls.observed()) : this.#units.map(() => 0)
    const call: RenewCall = { leaseMs, hold: this.#units, observed }
    return store.renew(reservationOf(this.#grant), call)
  }

  #isNoDearer(offer: PricedOffer): boolean {
    const granted = this.#offer.charges
    return offer.charges.every((charge, i) => charge.perOutputToken <= (granted[i]?.perOutputToken ?? 0))
  }

  #taken(): number[] {
    return this.#charged(this.calls.taken())
  }

  #charged(spent: Spent): number[] {
    return chargedUnits(this.#grant.ask.plan, spent, this.#grant.granted.repeatFactor)
  }
}
