import type { Mutant } from './mutant.js'

const TESTS = 'packages/core/src/operations/operations.test.ts'

/** Bugs of the store: what it counts, for how long, and what it must not write. */
export const storeMutants: readonly Mutant[] = [
  {
    name: 'no id check',
    ids: ['F5', 'I15'],
    file: 'packages/core/src/operations/reserve.ts',
    find: 'openLease(home, call.id)',
    replace: `openLease(home, '')`,
    killedBy: { file: TESTS, name: 'reserve grants the same id again without holding more (F5, I15)' },
  },
  {
    name: 'one of several quotas is not looked at',
    ids: ['I1'],
    file: 'packages/core/src/fit.ts',
    find: '!binds(quota, ground)',
    replace: '(i > 0 && i === quotas.length - 1) || !binds(quota, ground)',
    killedBy: { file: TESTS, name: 'reserve refuses when only quota 2 of three is short (I1)' },
  },
  {
    name: 'write before check: a refusal is half applied',
    ids: ['F20', 'I16'],
    file: 'packages/core/src/operations/reserve.ts',
    find: 'const repeatFactor = repeatFactorOf(home',
    replace: 'addHeld(home, 0, call.offers[0]?.charges[0]?.fixed ?? 0)\n  const repeatFactor = repeatFactorOf(home',
    killedBy: {
      file: TESTS,
      name: 'reserve writes nothing when it refuses: no amount, no lease, no repeat (F20, I16)',
    },
  },
  {
    name: 'NaN passes',
    ids: ['F15', 'I9'],
    file: 'packages/core/src/amounts.ts',
    find: 'value >= 0 && value <= MAX_AMOUNT && Math.floor(value) === value',
    replace: '!(value < 0 || value > MAX_AMOUNT || Math.floor(value) < value)',
    killedBy: { file: TESTS, name: 'reserve takes NaN for no amount, and changes nothing by it (F14, F15, I9)' },
  },
  {
    name: 'a negative amount passes',
    ids: ['F14', 'I9'],
    file: 'packages/core/src/amounts.ts',
    find: 'value >= 0 &&',
    replace: '',
    killedBy: { file: TESTS, name: 'reserve takes -1 for no amount, and changes nothing by it (F14, F15, I9)' },
  },
  {
    name: 'a closed id is forgotten too early',
    ids: ['F6', 'I15'],
    file: 'packages/core/src/marks.ts',
    find: 'marks[i] === hash && (marks[i + 1] ?? 0) + ID_TTL_MS',
    replace: 'marks[i] === hash && (marks[i + 1] ?? 0) + 10_000',
    killedBy: {
      file: TESTS,
      name: 'reserve comes too late for an id that was released before, for a minute (F6, I15)',
    },
  },
  {
    name: 'an ended lease cannot be corrected for long enough',
    ids: ['F7', 'I3'],
    file: 'packages/core/src/ends.ts',
    find: 'lease.end += LATE_MS',
    replace: 'lease.end += 60_000',
    killedBy: {
      file: TESTS,
      name: 'settle corrects what an ended lease was charged, a quarter of an hour later, once (F7, I3)',
    },
  },
  {
    name: 'a lease is refreshed by other calls',
    ids: ['F3', 'I2'],
    file: 'packages/core/src/operations/reserve.ts',
    find: 'keepOpen(home, lease)',
    replace: 'keepOpen(home, lease)\n  for (const other of home.leases) other.end = lease.end',
    killedBy: { file: TESTS, name: 'a lease ends at its own time, whatever others of the subject do (F3, I2)' },
  },
  {
    name: 'a lease is extended by a refusal',
    ids: ['F3', 'I2', 'I16'],
    file: 'packages/core/src/operations/reserve.ts',
    find: 'const reason = home.leases.length',
    replace:
      'for (const lease of home.leases) lease.end = leaseEnd(now, call.leaseMs)\n  const reason = home.leases.length',
    killedBy: { file: TESTS, name: 'a lease is no longer for a call that is refused (F3, I2)' },
  },
  {
    name: 'a lease that ends forgets what was seen of its call',
    ids: ['I2', 'I3'],
    file: 'packages/core/src/ends.ts',
    find: 'lease.end, lease.observed[i] ?? 0',
    replace: 'lease.end, 0',
    killedBy: {
      file: TESTS,
      name: 'a lease that ends unsettled is charged what was seen of its call, and no more (I2, I3)',
    },
  },
  {
    name: 'settle twice',
    ids: ['F4', 'I15'],
    file: 'packages/core/src/operations/settle.ts',
    find: 'dropLease(home, lease)',
    replace: '',
    killedBy: { file: TESTS, name: 'settle charges once, however often it comes (F4, I15)' },
  },
  {
    name: 'the period of a settlement is that of now',
    ids: ['F21', 'I21'],
    file: 'packages/core/src/leases.ts',
    find: 'read(record, slot, SINCE) === lease.period[index]',
    replace: 'read(record, slot, SINCE) >= (lease.period[index] ?? 0)',
    killedBy: { file: TESTS, name: 'settle charges a call that ran over midnight to the day it began in (F21, I21)' },
  },
  {
    name: 'a failed call counts as a repeat',
    ids: ['F67'],
    file: 'packages/core/src/operations/settle.ts',
    find: 'settlement.failed &&',
    replace: 'false &&',
    killedBy: { file: TESTS, name: 'settle of a failed call takes its repeat back (F67)' },
  },
  {
    name: 'the phase does not stick',
    ids: ['I18'],
    file: 'packages/core/src/fit.ts',
    find: 'rung === 0 ||',
    replace: 'rung >= 0 ||',
    killedBy: {
      file: TESTS,
      name: 'reserve begins at the rung last granted until every quota of the ladder is below 90 % (I18)',
    },
  },
]
