import { type FakeClock, fakeClock } from '@llm-limit/testing'
import { UNSCALED } from '../amounts.js'
import type { Clock } from '../clock.js'
import type { StoreError } from '../errors.js'
import { memoryStore } from '../store/memory-store.js'
import { usedIn } from '../store/operations/view.js'
import type { Quota } from '../store/quota.js'
import type { Granted, Partition, Reservation, ReserveCall, Settlement, Store } from '../store/store.js'
import { type OutageStore, outageStore } from './outage-store.js'
import type { OutageReport, Units } from './tally.js'
import { outageSettings, type WhenStoreFails } from './when-store-fails.js'

/**
 * What becomes of a call. `refuses`: rejects, nothing done. `hangs`: never answers, nothing done. `freezes`: does it when it thaws, as a
 * server that was stopped. `loses`: does it, and the answer is lost. `answers at once`: as a store in the same process.
 */
export type Way = 'works' | 'refuses' | 'hangs' | 'freezes' | 'loses' | 'answers at once'
export type Method = 'reserve' | 'raise' | 'renew' | 'settle' | 'peek' | 'reset' | 'health' | 'close'

export interface SharedStore {
  readonly store: Store
  /** The real one behind it. */
  readonly memory: Store
  /** Of each call, by method. */
  way: (method: Method) => Way
  /** Every call that got through to here. */
  readonly asked: Method[]
  /** Does what came while it was frozen, in order. */
  thaw(): void
}

/** A store in another process, as far as its faults go. */
export function sharedStore(clock: Clock): SharedStore {
  const memory = memoryStore({ clock })
  const frozen: (() => void)[] = []
  const shared: SharedStore = {
    memory,
    way: () => 'works',
    asked: [],
    thaw() {
      shared.way = () => 'works'
      for (const act of frozen.splice(0)) act()
    },
    store: {
      reserve: (call) => through('reserve', () => memory.reserve(sentTwice(call))),
      raise: (reservation, call) => through('raise', () => memory.raise(reservation, call)),
      renew: (reservation, call) => through('renew', () => memory.renew(reservation, call)),
      settle: (reservation, settlement) => through('settle', () => memory.settle(reservation, settlement)),
      peek: (partitions) => through('peek', () => memory.peek(partitions)),
      reset: (partitions) => through('reset', () => memory.reset(partitions)),
      health: () => through('health', () => undefined) as Promise<void>,
      close: () => through('close', () => undefined) as Promise<void>,
    },
  }

  function through<Reply>(method: Method, act: () => Reply | Promise<Reply>): Reply | Promise<Reply> {
    shared.asked.push(method)
    const way = shared.way(method)
    if (way === 'answers at once') return act()
    if (way === 'works') return Promise.resolve().then(act)
    if (way === 'refuses') return Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:6379'))
    if (way === 'loses') void act()
    return new Promise((resolve) => {
      if (way === 'freezes') frozen.push(() => resolve(act()))
    })
  }

  return shared
}

/** A call of a shared store can always reach it late or twice. */
function sentTwice({ isFresh, ...call }: ReserveCall): ReserveCall {
  return call
}

export interface Heard {
  readonly degraded: string[]
  readonly recovered: OutageReport[]
  readonly bridged: { readonly during: string; readonly cause: StoreError }[]
  readonly dropped: { readonly settlements: number; readonly units: Units }[]
}

export interface OutageBench {
  readonly store: OutageStore
  readonly heard: Heard
}

export interface OutageBenchOptions {
  readonly whenStoreFails?: WhenStoreFails | undefined
  readonly random?: (() => number) | undefined
  readonly deadlineMs?: number | undefined
}

let processes = 0

/** One process in front of a shared store. */
export function processOf(
  store: Store,
  clock: Clock,
  { whenStoreFails, random = () => 0, deadlineMs }: OutageBenchOptions = {},
): OutageBench {
  const heard: Heard = { degraded: [], recovered: [], bridged: [], dropped: [] }
  processes += 1
  const name = `process-${processes}`
  let ids = 0
  return {
    heard,
    store: outageStore(store, {
      settings: outageSettings(whenStoreFails, deadlineMs),
      clock,
      random,
      newId() {
        ids += 1
        return `${name}-${ids}`
      },
      listener: {
        degraded: (mode) => heard.degraded.push(mode),
        recovered: (report) => heard.recovered.push(report),
        bridged: (during, cause) => heard.bridged.push({ during, cause }),
        dropped: (settlements, units) => heard.dropped.push({ settlements, units }),
      },
    }),
  }
}

/** A clock, a shared store and one process. */
export function outageBench(
  options: OutageBenchOptions = {},
): OutageBench & { readonly clock: FakeClock; readonly shared: SharedStore } {
  const clock = fakeClock()
  const shared = sharedStore(clock)
  return { clock, shared, ...processOf(shared.store, clock, options) }
}

export function quota(counter: string, limit: number, more: Partial<Quota> = {}): Quota {
  return { counter, limit, aging: { algorithm: 'sliding', windowMs: 3_600_000 }, scaled: false, ladder: true, ...more }
}

/** 1,000 tokens an hour. */
export const HOUR: readonly Quota[] = [quota('tokens', 1_000)]
export const ADA: readonly Partition[] = [{ key: 'ada', quotas: HOUR }]

const NEVER_TOO_OLD = Date.UTC(2036, 0)

let calls = 0

/** Asks for so many units of every quota, up to its limit, under an id that nobody has asked with. */
export function callOf(units: number, more: Partial<ReserveCall> = {}): ReserveCall {
  calls += 1
  const partitions = more.partitions ?? ADA
  const charges = partitions.flatMap(({ quotas }) =>
    quotas.map(({ limit }) => ({ cap: limit, fixed: units, perOutputToken: 0 })),
  )
  return {
    id: `call-${calls}`,
    isFresh: true,
    issuedAt: NEVER_TOO_OLD,
    leaseMs: 60_000,
    partitions,
    offers: [{ rung: 0, charges, output: { min: 0, max: 0, hold: 0 } }],
    weight: UNSCALED,
    ...more,
  }
}

export function handleOf({ id, partitions, weight, repeat }: ReserveCall): Reservation {
  return { id, partitions, weight, repeatFactor: UNSCALED, fingerprint: repeat?.fingerprint }
}

/** So many units of every quota, and that is the truth. */
export function truth(call: ReserveCall, units: number): Settlement {
  const charges = call.partitions.flatMap(({ quotas }) => quotas.map(() => units))
  return { charges, estimated: false, failed: units === 0 }
}

/** `fn`'s answer, or its rejection, or what it threw at once. */
export async function outcomeOf<Value>(fn: () => Value | Promise<Value>): Promise<Value | Error> {
  try {
    return await fn()
  } catch (cause) {
    return cause as Error
  }
}

export async function granted(store: Store, call: ReserveCall): Promise<Granted> {
  const reply = await store.reserve(call)
  if (reply.kind !== 'granted') throw new Error(`Not granted: ${reply.kind}`)
  return reply
}

/** Admits and settles so many units. */
export async function spend(store: Store, units: number, more: Partial<ReserveCall> = {}): Promise<void> {
  const call = callOf(units, more)
  await granted(store, call)
  await store.settle(handleOf(call), truth(call, units))
}

/** What the shared store has of each quota, held amounts included. */
export function usedOf({ memory }: SharedStore, partitions: readonly Partition[] = ADA): readonly number[] {
  const { records, now } = memory.peek(partitions) as Awaited<ReturnType<Store['peek']>>
  return usedIn(records, partitions, now)
}
