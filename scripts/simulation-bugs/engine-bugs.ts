import type { SimulationBug } from './simulation-bug.js'

const LIMITER = 'packages/core/src/limiter'
const OUTAGE = 'packages/core/src/outage'

/** Bugs between the app and the store: what a failure means, and what is still to be told. */
export const engineBugs: readonly SimulationBug[] = [
  {
    name: 'a timeout counts as success',
    ids: ['F37', 'I4'],
    file: `${LIMITER}/reserving.ts`,
    find: `return mode === 'enforce' ? UNAVAILABLE : pass(ask, partitions)`,
    replace: 'return pass(ask, partitions)',
  },
  {
    name: 'a reserve without an answer is not handed back',
    ids: ['F6', 'I2'],
    file: `${OUTAGE}/outage-store.ts`,
    find: 'if (isSent && call.isFresh === true) unsettled.release(call)',
    replace: '',
  },
  {
    name: 'a reserve without an answer is asked again under a new id',
    ids: ['F6', 'I2'],
    file: `${OUTAGE}/outage-store.ts`,
    find: 'if (isSent && call.isFresh === true) unsettled.release(call)',
    replace: 'if (isSent) void Promise.resolve(store.reserve({ ...call, id: newId() })).catch(() => undefined)',
  },
  {
    name: 'nothing waits for an answer no longer than so long',
    ids: ['F35', 'I12'],
    file: `${OUTAGE}/deadline.ts`,
    find: 'cancel = clock.setTimer(giveUp, 0)',
    replace: '',
  },
  {
    name: 'a settlement is lost when the store fails',
    ids: ['I3'],
    file: `${OUTAGE}/outage-store.ts`,
    find: `if (isSent) listener.bridged('settle', error)
          return unsettled.add(reservation, settlement)`,
    replace: `if (isSent) listener.bridged('settle', error)
          return { kind: 'settled', now: clock.now() }`,
  },
  {
    name: 'an estimate that waits for the store keeps the truth out',
    ids: ['I3'],
    file: `${OUTAGE}/settlements.ts`,
    find: 'if (before !== undefined && (settlement.estimated || !before.settlement.estimated))',
    replace: 'if (before !== undefined)',
  },
  {
    name: 'the breaker never closes',
    ids: ['F34', 'I12'],
    file: `${OUTAGE}/breaker.ts`,
    find: 'return recover(PROBATION_MS)',
    replace: 'return probeLater()',
  },
  {
    name: 'the fallback has the full limit',
    ids: ['F39', 'I4'],
    file: `${OUTAGE}/local-caps.ts`,
    find: 'return Math.min(MAX_AMOUNT, partOf(room, { share, processes }))',
    replace: 'return cap',
  },
  {
    name: 'the fallback starts cold',
    ids: ['F39', 'I4'],
    file: `${OUTAGE}/known-use.ts`,
    find: 'known === undefined ? 0 :',
    replace: 'true ? 0 :',
  },
  {
    name: 'the fallback has no end',
    ids: ['F38', 'I4'],
    file: `${OUTAGE}/outage-store.ts`,
    find: 'circuit.failingMs < maxMs',
    replace: 'true',
  },
  {
    name: 'what was admitted without the store is forgotten',
    ids: ['F40', 'I3'],
    file: `${OUTAGE}/outage-store.ts`,
    find: 'unposted.touch(reservation.partitions)',
    replace: 'undefined',
  },
  {
    name: 'what was admitted without the store is handed over twice',
    ids: ['F40', 'I3'],
    file: `${OUTAGE}/hand-over.ts`,
    find: 'load.granted ??= await grantedTo(load)',
    replace: 'load.id = newId()\n      load.granted = await grantedTo(load)',
  },
  {
    name: 'an estimate is charged in full, though less was granted',
    ids: ['I1b'],
    file: `${LIMITER}/spending.ts`,
    find: 'Math.min(output.hold, granted)',
    replace: 'output.hold',
  },
  {
    name: 'an open response renews every 20 s, however short its lease',
    ids: ['I2'],
    file: `${LIMITER}/renewals.ts`,
    find: 'Math.floor(leaseMs / PER_LEASE)',
    replace: 'Math.max(20_000, leaseMs / PER_LEASE)',
  },
  {
    name: 'NaN passes',
    ids: ['F15', 'I9'],
    file: `${LIMITER}/spending.ts`,
    find: 'return value !== undefined && Number.isFinite(value) && value >= 0',
    replace: 'return value !== undefined && !(value < 0)',
  },
  {
    name: 'a call that ends twice is charged twice',
    ids: ['F4', 'F13', 'I3'],
    file: `${LIMITER}/call-book.ts`,
    find: 'if (!this.drop(call)) return undefined',
    replace: 'this.drop(call)',
  },
  {
    name: 'an open response renews its lease once only',
    ids: ['I2'],
    file: `${LIMITER}/renewals.ts`,
    find: 'for (const item of open) void renew(item)\n    schedule()',
    replace: 'for (const item of open) void renew(item)',
  },
  {
    name: 'the bound of a failover counts lost reserves and nothing else',
    ids: ['F29', 'I4'],
    file: 'packages/testing/src/simulation/checks/true-spend.ts',
    find: 'if (!isAcknowledged) continue',
    replace: `if (!isAcknowledged || operation.do !== 'reserve') continue`,
    needsLosses: true,
  },
]
