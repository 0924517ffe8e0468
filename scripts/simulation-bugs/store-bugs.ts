import type { SimulationBug } from './simulation-bug.js'

const STORE = 'packages/core/src/store'
const SIMULATION = 'packages/testing/src/simulation'

/** Bugs of what counts: the memory store, which stands for the scripts of a server here. */
export const storeBugs: readonly SimulationBug[] = [
  {
    name: 'an id is not looked for: a request that comes twice holds twice',
    ids: ['F5', 'I15'],
    file: `${STORE}/operations/reserve.ts`,
    find: 'openLease(home, call.id)',
    replace: `openLease(home, '')`,
  },
  {
    name: 'a fresh id is trusted, although the network repeats it',
    ids: ['F5', 'I15'],
    file: `${SIMULATION}/server/operation.ts`,
    find: 'const { isFresh, ...call } = operation.call',
    replace: 'const call = operation.call',
  },
  {
    name: 'a settlement counts twice',
    ids: ['F4', 'I15'],
    file: `${STORE}/operations/settle.ts`,
    find: 'dropLease(home, lease)',
    replace: '',
  },
  {
    name: 'the release of an unknown id leaves no mark',
    ids: ['F6', 'I15'],
    file: `${STORE}/operations/settle.ts`,
    find: 'markClosed(home, hash, now)',
    replace: '',
  },
  {
    name: 'a closed id is forgotten too early',
    ids: ['F6', 'I15'],
    file: `${STORE}/marks.ts`,
    find: 'marks[i] === hash && (marks[i + 1] ?? 0) + ID_TTL_MS',
    replace: 'marks[i] === hash && (marks[i + 1] ?? 0) + 10_000',
  },
  {
    name: 'a late settlement is dropped',
    ids: ['F7', 'I3'],
    file: `${STORE}/operations/settle.ts`,
    find: `if (late.status === 'estimated' && settlement.estimated)`,
    replace: `if (late.status === 'ended' || settlement.estimated)`,
  },
  {
    name: 'a lease is refreshed by the traffic of others',
    ids: ['F3', 'I2'],
    file: `${STORE}/operations/reserve.ts`,
    find: 'keepOpen(home, lease)',
    replace: 'keepOpen(home, lease)\n  for (const other of home.leases) other.end = lease.end',
  },
  {
    name: 'what was observed is not charged when a lease ends',
    ids: ['I2', 'I3'],
    file: `${STORE}/ends.ts`,
    find: 'lease.end, lease.observed[i] ?? 0',
    replace: 'lease.end, 0',
  },
  {
    name: 'a renewal that comes late lowers what was observed',
    ids: ['I3'],
    file: `${STORE}/operations/renew.ts`,
    find: 'Math.max(lease.observed[i] ?? 0, call.observed[i] ?? 0)',
    replace: 'call.observed[i] ?? 0',
  },
  {
    name: 'a raise that comes twice is granted twice',
    ids: ['F5', 'I15'],
    file: `${STORE}/operations/raise.ts`,
    find: 'rememberedStep(lease, call.step)',
    replace: 'rememberedStep(lease, -1)',
  },
  {
    name: 'a wide counter keeps what a settled call held',
    ids: ['F2', 'I2'],
    file: `${STORE}/operations/settle.ts`,
    find: 'turnWheels(view.records, reservation.partitions, lease, -1)',
    replace: '',
  },
  {
    name: 'one of several quotas is not looked at',
    ids: ['I1'],
    file: `${STORE}/fit.ts`,
    find: '!binds(quota, ground)',
    replace: '(i > 0 && i === quotas.length - 1) || !binds(quota, ground)',
  },
  {
    name: 'write before check: a refusal is half applied',
    ids: ['F20', 'I16'],
    file: `${STORE}/operations/reserve.ts`,
    find: 'const repeatUntil = repeatUntilOf(',
    replace: 'addHeld(home, 0, call.offers.at(0)?.charges[0]?.fixed ?? 0)\n  const repeatUntil = repeatUntilOf(',
  },
  {
    name: 'a failed call counts as a repeat',
    ids: ['I15'],
    file: `${STORE}/operations/settle.ts`,
    find: 'settlement.failed &&',
    replace: 'false &&',
  },
  {
    name: 'a clock that goes back opens the window again',
    ids: ['F43', 'I13'],
    file: `${STORE}/table-store.ts`,
    find: 'now = Math.max(now, header(record, LAST))',
    replace: '',
  },
  {
    name: 'the clock of the client decides',
    ids: ['F42', 'I13'],
    file: `${SIMULATION}/server/simulated-server.ts`,
    find: 'const reply = execute(store, renamed(operation))',
    replace: `if (operation.do === 'reserve') replayedMs = operation.call.issuedAt
      const reply = execute(store, renamed(operation))
      replayedMs = undefined`,
  },
]
