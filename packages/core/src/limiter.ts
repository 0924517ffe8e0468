import { Admission } from './admission.js'
import type { CallEstimate } from './call.js'
import type { Clock } from './clock.js'
import { runInContext } from './context.js'
import type { Denied, Unavailable } from './decision.js'
import { denialOf, plainDenial } from './denial.js'
import { type Engine, isUnpriced, type Renewable } from './engine.js'
import { ConfigError, LlmLimitError } from './errors.js'
import { type EventName, events, type Listener } from './events.js'
import { freeGrant, freeStore } from './free-store.js'
import { memoryStore } from './memory-store.js'
import { type Offers, offerMemo } from './offer-memo.js'
import { type MeasuredCall, measure, type PricedOffer } from './offers.js'
import { DEFAULT_OPERATION, type Plan, plansOf } from './plan.js'
import type { Mode, Policy } from './policy.js'
import { renewals } from './renewals.js'
import { shadowOffer } from './shadow.js'
import { type Granted, ID_TTL_MS, type Partition, type ReserveReply } from './store.js'
import { idsOf, keyOf, type SubjectIds } from './subject-keys.js'
import { idMaker, systemClock, systemRandom } from './system.js'
import { tierLookup } from './tiers.js'
import { type UsageReport, usageReport } from './usage-report.js'
import type { Subject } from './words.js'

/** What a request wants to spend, and who pays. */
export interface Request<Operation extends string = string> {
  readonly subject: Subject
  /** Default: the operation without settings of its own. */
  readonly operation?: Operation | undefined
  /** The call as far as the request shows it. Default: what the operation expects. */
  readonly call?: CallEstimate | undefined
  /** Makes the reserve idempotent: the same id while open gets the same grant. */
  readonly id?: string | undefined
  /** Hash of the prompt, 48 bits: the same again within the window costs more. Leave it out for a retry of a failed call. */
  readonly fingerprint?: number | undefined
}

/** What becomes of a request: admitted, refused as a value, or not decided. */
export type Decision = Admission | Denied | Unavailable

export type RunResult<Value> = { readonly outcome: 'admitted'; readonly value: Value } | Denied | Unavailable

/** A policy bound to a store. An app has one and mounts it many times. */
export interface Limiter<Operation extends string = string> {
  readonly mode: Mode
  readonly upgradeUrl: string | undefined
  readonly clock: Clock
  /** From 0 to below 1; spreads those who come back. */
  readonly random: () => number
  /** The store that counts; for warnings about where it lives. */
  readonly storeKind: 'memory' | 'custom'
  /** Asks to spend, in one store round trip: every quota is held or none is. A denial is a value; throws only on misuse. */
  reserve(request: Request<Operation>): Promise<Decision>
  /** Work without HTTP: reserves, runs `work` with the admission (model calls through meteredFetch find it), settles. */
  run<Value>(request: Request<Operation>, work: (admission: Admission) => Promise<Value>): Promise<RunResult<Value>>
  /** Where a subject stands. Reads, charges nothing. */
  usage(subject: Subject): Promise<UsageReport>
  /** Forgets what a subject has spent; open reservations stay held. */
  reset(subject: Subject): Promise<void>
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void
  /** Tells the app something it should know, as event `warning-raised`; once for each code. */
  warn(code: string, message: string): void
  /** Rejects when the store cannot be used. */
  health(): Promise<void>
  /** Waits for settlements under way, then closes the store. Later reserves throw. */
  close(): Promise<void>
}

/** @throws ConfigError naming the value and the mend. */
export function createLimiter<const Tier extends string = string, const Operation extends string = string>(
  policy: Policy<Tier, Operation>,
): Limiter<Operation | typeof DEFAULT_OPERATION> {
  return limiterOf(policy as Policy)
}

function limiterOf(policy: Policy): Limiter {
  const { clock = systemClock, mode = 'enforce', name = 'llm', leaseMs = 60_000, newId = idMaker() } = policy
  validateSettings(policy, leaseMs, name)
  const plans = plansOf(policy)
  const bus = events()
  const store =
    mode === 'off'
      ? freeStore(() => clock.now())
      : (policy.store ?? memoryStore({ clock, onFull: () => warnOnce('memory-store-full', FULL) }))
  const pending = new Set<Promise<unknown>>()
  const warned = new Set<string>()
  const renewing = renewals<Renewable>(clock, (lease) => lease.renew())
  const tiers = tierLookup({
    tierOf: policy.tierOf,
    tiers: plans.tiers,
    defaultTier: plans.defaultTier,
    clock,
    onFailure: (cause) => bus.emit('tier-lookup-failed', { cause }),
  })
  const engine: Engine = {
    store,
    prices: policy.prices,
    events: bus,
    clock,
    mode,
    leaseMs,
    worstCase: policy.reserve === 'worst-case',
    unpriced: policy.unpriced ?? 'deny',
    renewing: (lease) => renewing.add(lease),
    background(work) {
      pending.add(work)
      void work.finally(() => pending.delete(work))
      return work
    },
  }
  const uncounted: Engine = { ...engine, store: freeStore(() => clock.now()) }
  const offersFor = offerMemo(policy.prices, engine)
  let isClosed = false

  function warnOnce(code: string, message: string): void {
    if (warned.has(code)) return
    warned.add(code)
    bus.emit('warning-raised', { code, message })
  }

  function partitionsOf(plan: Plan, ids: SubjectIds, now: number = clock.now()): Partition[] {
    const partitions: Partition[] = []
    for (const { kind, list } of plan.lists)
      partitions.push({ key: keyOf(kind, name, ids, plan.operation), quotas: list.at(now) })
    return partitions
  }

  async function reserve(request: Request): Promise<Decision> {
    if (isClosed) throw new LlmLimitError('limiter-closed', 'This limiter was closed. Create a new one.')
    const found = idsOf(request.subject)
    const ids = found instanceof Promise ? await found : found
    const looked = tiers.tierOf(request.subject)
    const tier = typeof looked === 'string' ? looked : await looked
    const plan = plans.planFor(tier, request.operation ?? DEFAULT_OPERATION)
    const call = measure(request.call ?? NO_CALL, plan, true)
    const isRefused = isUnpriced(engine, plan, call.asked)
    if (isRefused && mode === 'enforce') return denied(plan, plainDenial(plan, 'unpriced-model'))
    const offers = offersFor(plan, call)
    const shadow = mode === 'shadow' ? shadowOffer(offers.priced) : undefined
    const ask = { plan, ids, request, call, offers, shadow, isRefused, id: request.id ?? newId() }
    const decision = decide(ask)
    return decision instanceof Promise ? await decision : decision
  }

  /** @param storeTime Given once the store has said that its time is another than ours. */
  function decide(ask: Ask, storeTime?: number): Decision | Promise<Decision> {
    const { plan, ids, request, id, shadow } = ask
    const offers = shadow === undefined ? ask.offers.data : [...ask.offers.data, shadow.offer]
    const now = storeTime ?? clock.now()
    const partitions = partitionsOf(plan, ids, now)
    const isRetry = storeTime !== undefined
    const failed = (cause: unknown): Decision => unavailable(ask, partitions, cause)
    const repeat =
      request.fingerprint === undefined || plan.repeats === undefined
        ? undefined
        : { fingerprint: request.fingerprint, factors: plan.repeats.factors, windowMs: plan.repeats.windowMs }
    try {
      const reply = store.reserve({
        id,
        issuedAt: now,
        leaseMs,
        partitions,
        offers,
        weight: plan.weight,
        repeat,
      })
      if (!(reply instanceof Promise)) return answer(ask, partitions, reply, now, isRetry)
      return reply.then((late) => answer(ask, partitions, late, now, isRetry), failed)
    } catch (cause) {
      return failed(cause)
    }
  }

  function unavailable(ask: Ask, partitions: readonly Partition[], cause: unknown): Decision {
    bus.emit('store-failed', { during: 'reserve', cause })
    return mode === 'enforce' ? UNAVAILABLE : pass(ask, partitions)
  }

  function answer(
    ask: Ask,
    partitions: readonly Partition[],
    reply: ReserveReply,
    issuedAt: number,
    isRetry: boolean,
  ): Decision | Promise<Decision> {
    const { plan, call, offers } = ask
    if (reply.kind === 'granted') return admit(ask, partitions, reply)
    if (!isRetry && isAtOtherTime(reply, issuedAt)) return decide(ask, reply.now)
    if (reply.kind === 'period') return unavailable(ask, partitions, new RangeError('The store is in no period.'))
    if (mode !== 'enforce') return pass(ask, partitions)
    if (reply.kind === 'refused')
      return denied(plan, denialOf({ plan, partitions, offers: offers.priced, call }, reply))
    return denied(plan, plainDenial(plan, 'closed'))
  }

  /** A mode that never refuses lets go on uncounted what could not be counted. */
  function pass(ask: Ask, partitions: readonly Partition[]): Decision {
    const granted = freeGrant(partitions, { offers: ask.offers.data, leaseMs }, clock.now())
    return admit({ ...ask, isRefused: true }, partitions, granted, uncounted)
  }

  function admit(ask: Ask, partitions: readonly Partition[], granted: Granted, counting: Engine = engine): Decision {
    const { plan, ids, request, call, offers, shadow, id } = ask
    const offer = offers.priced[granted.offer] ?? shadow
    if (offer === undefined)
      return unavailable(ask, partitions, new RangeError('The store granted an offer that was not made.'))
    const { repeatFactor } = granted
    const { fingerprint } = request
    const reservation = { id, partitions, weight: plan.weight, repeatFactor, fingerprint }
    const grant = {
      plan,
      reservation,
      granted,
      offer,
      call,
      shadowed: offer === shadow || ask.isRefused,
      partitions: (at?: number) => partitionsOf(plan, ids, at),
    }
    const admission = new Admission(counting, grant)
    if (bus.has('call-admitted')) {
      const { operation, tier } = plan
      const clamped = granted.output < (offers.data[0]?.output.min ?? 0)
      bus.emit('call-admitted', {
        operation,
        tier,
        phase: admission.phase,
        rung: granted.rung,
        clamped,
        shadowed: grant.shadowed,
      })
    }
    return admission
  }

  function denied(plan: Plan, denial: Denied): Denied {
    const { reason, retryAfterMs, violated } = denial
    bus.emit('call-denied', {
      operation: plan.operation,
      tier: plan.tier,
      reason,
      retryAfterMs,
      quotas: violated,
      door: 'request',
    })
    return denial
  }

  return {
    mode,
    upgradeUrl: policy.upgradeUrl,
    clock,
    random: policy.random ?? systemRandom,
    storeKind: policy.store === undefined ? 'memory' : 'custom',
    reserve,
    async run(request, work) {
      const decision = await reserve(request)
      if (decision.outcome !== 'admitted') return decision
      decision.keepAlive()
      try {
        const value = await runInContext(decision, () => work(decision))
        await decision.end('finished')
        return { outcome: 'admitted', value }
      } catch (cause) {
        await decision.end('failed')
        throw cause
      }
    },
    async usage(subject) {
      const ids = await idsOf(subject)
      const tier = await tiers.tierOf(subject)
      return usageReport(plans, tier, store, (plan) => partitionsOf(plan, ids))
    },
    async reset(subject) {
      const ids = await idsOf(subject)
      const tier = await tiers.tierOf(subject)
      const partitions = plans
        .plansOfTier(tier)
        .flatMap((plan) => partitionsOf(plan, ids).filter((_, i) => isOwn(plan, i)))
      await store.reset([...new Map(partitions.map((partition) => [partition.key, partition])).values()])
    },
    on: (event, listener) => bus.on(event, listener),
    warn: warnOnce,
    health: () => store.health(),
    async close() {
      isClosed = true
      renewing.stop()
      await Promise.allSettled(pending)
      await store.close()
    },
  }
}

const NO_CALL: CallEstimate = { inputTokens: 0 }
const UNAVAILABLE = { outcome: 'unavailable', retryAfterMs: 1_000 } as const

/** One request on its way to the store. */
interface Ask {
  readonly plan: Plan
  readonly ids: SubjectIds
  readonly request: Request
  readonly call: MeasuredCall
  readonly offers: Offers
  /** In shadow mode: the offer that always fits. */
  readonly shadow: PricedOffer | undefined
  /** The policy refuses, though the mode may not. */
  readonly isRefused: boolean
  readonly id: string
}

/** The store's time is not the one the call was made for: what it says of periods and old ids holds for that time only. */
function isAtOtherTime(reply: ReserveReply, issuedAt: number): boolean {
  return reply.kind === 'period' || (reply.kind === 'closed' && reply.now - issuedAt > ID_TTL_MS)
}

const FULL =
  'The memory store is full: new users share one overflow budget. Raise memoryStore({ maxRecords }) or use a shared store.'

function isOwn(plan: Plan, index: number): boolean {
  const kind = plan.lists[index]?.kind
  return kind === 'user' || kind === 'operation'
}

function validateSettings(policy: Policy, leaseMs: number, name: string): void {
  if (!Number.isInteger(leaseMs) || leaseMs < 1_000 || leaseMs > 3_600_000)
    throw new ConfigError(`leaseMs ${leaseMs} must be a whole number of ms from 1,000 to 3,600,000.`)
  if (!/^[\w.-]{1,32}$/.test(name))
    throw new ConfigError(`name ${JSON.stringify(name)} must be 1 to 32 letters, digits, '.', '_' or '-'.`)
  if (policy.store !== undefined && policy.whenStoreFails !== undefined && policy.whenStoreFails !== 'deny') {
    throw new ConfigError(`whenStoreFails: '${policy.whenStoreFails}' is not offered by this store yet. Use 'deny'.`)
  }
}
