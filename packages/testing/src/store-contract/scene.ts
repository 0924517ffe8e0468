import assert from 'node:assert/strict'
import {
  type Granted,
  type Offer,
  type Partition,
  type RaiseCall,
  type Refused,
  type RenewReply,
  type Reservation,
  type ReserveCall,
  type ReserveReply,
  type Settlement,
  type SettleReply,
  type Store,
  usedIn,
} from '@llm-limit/core'
import { type FakeClock, fakeClock } from '../fake-clock.js'
import { MINUTE, T0 } from './policy.js'
import type { StoreContractTools, StoreHarness } from './store-harness.js'

/** Declares one claim; its test gets a store of its own, which stands at T0. */
export type Claim = (claim: string, test: (scene: Scene) => Promise<void>) => void

export function claimer(it: StoreContractTools['it'], harness: StoreHarness): Claim {
  return (claim, test) => {
    it(claim, async () => {
      const clock = fakeClock(T0)
      const store = await harness.create(clock)
      try {
        await test(sceneOf(store, clock))
      } finally {
        await store.close()
      }
    })
  }
}

/** What a settlement says beside its charges. */
export type Ending = Partial<Omit<Settlement, 'charges'>>

/** A store, its clock, and calls with all that a claim is not about filled in. */
export interface Scene {
  readonly store: Store
  readonly clock: FakeClock
  reserve(call: Partial<ReserveCall> & Pick<ReserveCall, 'id' | 'partitions' | 'offers'>): Promise<ReserveReply>
  /** A reserve of `units` of every quota that must be granted; the handle to settle it with. */
  open(id: string, partitions: readonly Partition[], units: number, more?: Partial<ReserveCall>): Promise<Reservation>
  raise(reservation: Reservation, call: Partial<RaiseCall> & Pick<RaiseCall, 'step' | 'offers'>): Promise<ReserveReply>
  renew(reservation: Reservation, observed: number, hold: number, leaseMs?: number): Promise<RenewReply>
  settle(reservation: Reservation, units: number, ending?: Ending): Promise<SettleReply['kind']>
  /** Opens and settles at once. */
  spend(id: string, partitions: readonly Partition[], units: number): Promise<void>
  used(partitions: readonly Partition[]): Promise<readonly number[]>
  /** The stored records, to be compared with later ones. */
  stored(partitions: readonly Partition[]): Promise<unknown>
}

function sceneOf(store: Store, clock: FakeClock): Scene {
  const scene: Scene = {
    store,
    clock,
    reserve: async (call) => store.reserve({ issuedAt: clock.now(), leaseMs: MINUTE, weight: 1_000, ...call }),
    async open(id, partitions, units, more) {
      const call = { id, partitions, offers: [takes(partitions, units)], ...more }
      const { repeatFactor } = granted(await scene.reserve(call))
      const fingerprint = call.repeat === undefined ? {} : { fingerprint: call.repeat.fingerprint }
      return { id, partitions, weight: call.weight ?? 1_000, repeatFactor, ...fingerprint }
    },
    raise: async (reservation, call) =>
      store.raise(reservation, { leaseMs: MINUTE, taken: each(reservation.partitions, 0), ...call }),
    renew: async (reservation, observed, hold, leaseMs = MINUTE) =>
      store.renew(reservation, {
        leaseMs,
        observed: each(reservation.partitions, observed),
        hold: each(reservation.partitions, hold),
      }),
    async settle(reservation, units, ending) {
      const charges = each(reservation.partitions, units)
      return (await store.settle(reservation, { charges, estimated: false, failed: false, ...ending })).kind
    },
    async spend(id, partitions, units) {
      assert.equal(await scene.settle(await scene.open(id, partitions, units), units), 'settled')
    },
    async used(partitions) {
      const { now, records } = await store.peek(partitions)
      return usedIn(records, partitions, now)
    },
    stored: async (partitions) => structuredClone((await store.peek(partitions)).records),
  }
  return scene
}

/** An offer that takes `units` of every quota, up to its limit. */
export function takes(partitions: readonly Partition[], units: number, rung = 0): Offer {
  const quotas = partitions.flatMap((partition) => partition.quotas)
  const charges = quotas.map(({ limit }) => ({ cap: limit, fixed: units, perOutputToken: 0 }))
  return { rung, charges, output: { min: 0, max: 0, hold: 0 } }
}

export function granted(reply: ReserveReply): Granted {
  assert.equal(reply.kind, 'granted')
  return reply as Granted
}

export function refused(reply: ReserveReply): Refused {
  assert.equal(reply.kind, 'refused')
  return reply as Refused
}

function each(partitions: readonly Partition[], units: number): number[] {
  return partitions.flatMap(({ quotas }) => quotas.map(() => units))
}
