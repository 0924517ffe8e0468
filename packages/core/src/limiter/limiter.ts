import type { Clock } from '../clock.js'
import { ConfigError, LlmLimitError } from '../errors.js'
import type { OutageTotals } from '../outage/tally.js'
import { outageSettings } from '../outage/when-store-fails.js'
import type { CallEstimate } from '../policy/call.js'
import { modelNames } from '../policy/model-names.js'
import type { Plan } from '../policy/plan.js'
import { DEFAULT_OPERATION, plansOf } from '../policy/plans.js'
import type { Mode, Policy } from '../policy/policy.js'
import { freeStore } from '../store/free-store.js'
import { type MemoryStoreOptions, memoryStore } from '../store/memory-store.js'
import type { Answer, Store } from '../store/store.js'
import { idMaker, systemClock, systemRandom } from '../system.js'
import type { Subject } from '../words.js'
import type { Admission, Decision } from './admission.js'
import { runInContext } from './context.js'
import type { Denied, Unavailable } from './decision.js'
import type { Engine, Renewable } from './engine.js'
import { type EventName, events, type Listener } from './events.js'
import { examineStore } from './examine-store.js'
import { learning } from './learning.js'
import { warnOfOldPrices } from './old-prices.js'
import { partitionsUnder } from './partitions.js'
import { precheck } from './precheck.js'
import { renewals } from './renewals.js'
import { reserver } from './reserving.js'
import { NO_OUTAGES, sharedStore } from './shared-store.js'
import { idsOf, type SubjectIds } from './subject-keys.js'
import { tierLookup } from './tiers.js'
import { type UsageReport, usageReport } from './usage-report.js'

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

export type RunResult<Value> = { readonly outcome: 'admitted'; readonly value: Value } | Denied | Unavailable

/** A policy bound to a store. An app has one and mounts it many times. */
export interface Limiter<Operation extends string = string> {
  /** All that it was made of: for tools that try the same policy elsewhere. */
  readonly policy: Policy
  readonly mode: Mode
  readonly upgradeUrl: string | undefined
  /** Names of models that the policy itself writes: no caller's, so they may be shown. */
  readonly models: ReadonlySet<string>
  readonly clock: Clock
  /** From 0 to below 1; spreads those who come back. */
  readonly random: () => number
  /** The store that counts; for warnings about where it lives. */
  readonly storeKind: 'memory' | 'custom'
  /** Whether other processes can count in the same store. */
  readonly isShared: boolean
  /** Asks to spend, in one store round trip: every quota is held or none is. A denial is a value; rejects only on misuse. */
  reserve(request: Request<Operation>): Promise<Decision>
  /** The same, without a promise where there is nothing to wait for; throws on misuse. For those who do it a lot. */
  decide(request: Request<Operation>): Answer<Decision>
  /** Work without HTTP: reserves, runs `work` with the admission (model calls through meteredFetch find it), settles. */
  run<Value>(request: Request<Operation>, work: (admission: Admission) => Promise<Value>): Promise<RunResult<Value>>
  /**
   * Why even the smallest call of the subject would be refused now; undefined where it might pass, or where nothing is refused. A
   * look, for doors before the door: it holds nothing, so only a reserve admits. Rejects when the store cannot be read.
   */
  precheck(request: Pick<Request<Operation>, 'subject' | 'operation'>): Promise<Denied | undefined>
  /** Where a subject stands. Reads, charges nothing. */
  usage(subject: Subject): Promise<UsageReport>
  /** Forgets what a subject has spent; open reservations stay held. */
  reset(subject: Subject): Promise<void>
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void
  /** Throws a ConfigError when the policy does not declare the operation: for those who are given its name at set-up. */
  checkOperation(operation: string): void
  /** Tells the app something it should know, as event `warning-raised`; once for each code. */
  warn(code: string, message: string): void
  /** Rejects when the store cannot be used. */
  health(): Promise<void>
  /** What was done without the store since the start, for metrics: time, requests, units by name of the quota. */
  outages(): OutageTotals
  /** Waits for settlements under way, one deadline at most where the store does not answer, then closes the store. Later reserves throw. */
  close(): Promise<void>
}

/** Makes what a policy without a store counts in. */
export type MakeMemory = (options: MemoryStoreOptions) => Store

/**
 * @param makeMemory For frameworks that run an app's modules several times in one process.
 * @throws ConfigError naming the value and the mend.
 */
export function createLimiter<const Tier extends string = string, const Operation extends string = string>(
  policy: Policy<Tier, Operation>,
  makeMemory: MakeMemory = memoryStore,
): Limiter<Operation | typeof DEFAULT_OPERATION> {
  return limiterOf(policy as Policy, makeMemory)
}

function limiterOf(policy: Policy, makeMemory: MakeMemory): Limiter {
  const { clock = systemClock, random = systemRandom, mode = 'enforce', name = 'llm', leaseMs = 60_000 } = policy
  const { newId = idMaker() } = policy
  validateSettings(policy, leaseMs, name)
  const plans = plansOf(policy)
  const bus = events()
  const warned = new Set<string>()
  const shared =
    mode === 'off' || policy.store === undefined
      ? undefined
      : sharedStore(policy.store, policy, { clock, random, newId, events: bus, plans })
  const store =
    mode === 'off'
      ? freeStore(() => clock.now())
      : (shared ?? makeMemory({ clock, onFull: () => warn('memory-store-full', FULL) }))
  const pending = new Set<Promise<unknown>>()
  const renewing = renewals<Renewable>(clock, leaseMs, (lease) => lease.renew())
  const tiers = tierLookup({
    tierOf: policy.tierOf,
    tiers: plans.tiers,
    defaultTier: plans.defaultTier,
    clock,
    onFailure: (cause) => bus.emit('tier-lookup-failed', { cause }),
  })
  const partitionsOf = partitionsUnder(name)
  const learned = learning(policy, { clock, mode, name, events: bus })
  const engine: Engine = {
    store,
    prices: policy.prices,
    events: bus,
    clock,
    mode,
    leaseMs,
    worstCase: policy.reserve === 'worst-case',
    estimates: learned.estimates,
    unpriced: policy.unpriced ?? 'deny',
    partitionsOf,
    renewing: (lease) => renewing.add(lease),
    background(work) {
      pending.add(work)
      void work.finally(() => pending.delete(work))
      return work
    },
  }
  const reserve = reserver(engine, newId)
  const stopExamining = examineStore(policy.store ?? {}, clock, ({ code, message }) => warn(code, message))
  const stopWarning = warnOfOldPrices(policy.prices, clock, warn)
  let isClosed = false

  function warn(code: string, message: string): void {
    if (warned.has(code)) return
    warned.add(code)
    bus.emit('warning-raised', { code, message })
  }

  function decide(request: Request): Answer<Decision> {
    if (isClosed) throw new LlmLimitError('limiter-closed', 'This limiter was closed. Create a new one.')
    const ids = idsOf(request.subject)
    const tier = tiers.tierOf(request.subject)
    return typeof tier === 'string' && !(ids instanceof Promise)
      ? decideFor(request, ids, tier)
      : Promise.all([ids, tier]).then(([ids, tier]) => decideFor(request, ids, tier))
  }

  function decideFor(request: Request, ids: SubjectIds, tier: string): Answer<Decision> {
    return reserve(plans.planFor(tier, request.operation ?? DEFAULT_OPERATION), ids, request)
  }

  return {
    policy,
    mode,
    upgradeUrl: policy.upgradeUrl,
    models: modelNames(policy),
    clock,
    random,
    storeKind: policy.store === undefined ? 'memory' : 'custom',
    isShared: policy.store !== undefined && policy.store.inProcess !== true,
    reserve: async (request) => decide(request),
    decide,
    async run(request, work) {
      const decision = await decide(request)
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
    async precheck({ subject, operation = DEFAULT_OPERATION }) {
      if (mode !== 'enforce') return undefined
      const ids = await idsOf(subject)
      const tier = await tiers.tierOf(subject)
      return precheck(engine, plans.planFor(tier, operation), ids)
    },
    async usage(subject) {
      const ids = await idsOf(subject)
      const tier = await tiers.tierOf(subject)
      return usageReport(plans, tier, store, (plan) => partitionsOf(plan, ids, clock.now()))
    },
    async reset(subject) {
      const ids = await idsOf(subject)
      const tier = await tiers.tierOf(subject)
      const partitions = plans
        .plansOfTier(tier)
        .flatMap((plan) => partitionsOf(plan, ids, clock.now()).filter((_, i) => isOwn(plan, i)))
      await store.reset([...new Map(partitions.map((partition) => [partition.key, partition])).values()])
    },
    on: (event, listener) => bus.on(event, listener),
    checkOperation: (operation) => void plans.planFor(plans.defaultTier, operation),
    warn,
    health: () => store.health(),
    outages: () => shared?.totals() ?? NO_OUTAGES,
    async close() {
      isClosed = true
      renewing.stop()
      stopExamining()
      stopWarning()
      await Promise.allSettled([...pending, learned.close()])
      await store.close()
    },
  }
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
  outageSettings(policy.whenStoreFails, policy.storeDeadlineMs)
  // A `store` that is undefined was left out on purpose, as on a developer's machine.
  if (!('store' in policy) && (policy.whenStoreFails !== undefined || policy.storeDeadlineMs !== undefined)) {
    throw new ConfigError(
      `whenStoreFails and storeDeadlineMs have no effect without a 'store': the memory of this process does not fail. Pass a store, or leave them out.`,
    )
  }
}
