import type { Mutant, NamedTest } from './mutant.js'

const testedBy =
  (file: string) =>
  (claim: string): NamedTest => ({ file, name: `the memory store ${claim}` })

/** The contract that every store passes. */
const contract = testedBy('packages/core/src/store/memory-store.contract.test.ts')
const times = testedBy('packages/core/src/store/memory-store.times.test.ts')

/** Bugs of the store: what it counts, for how long, and what it must not write. */
export const storeMutants: readonly Mutant[] = [
  {
    name: 'no id check',
    ids: ['F5', 'I15'],
    file: 'packages/core/src/store/operations/reserve.ts',
    find: 'openLease(home, call.id)',
    replace: `openLease(home, '')`,
    killedBy: contract('ids rule 11, I15: while open the same id gets the same grant, with what is used as of now'),
  },
  {
    name: 'one of several quotas is not looked at',
    ids: ['I1'],
    file: 'packages/core/src/store/fit.ts',
    find: '!binds(quota, ground)',
    replace: '(i > 0 && i === quotas.length - 1) || !binds(quota, ground)',
    killedBy: contract('offers rule 15, I1: every quota of every partition has room, or nothing is taken of any'),
  },
  {
    name: 'write before check: a refusal is half applied',
    ids: ['F20', 'I16'],
    file: 'packages/core/src/store/operations/reserve.ts',
    find: 'const repeatUntil = repeatUntilOf(',
    replace: 'addHeld(home, 0, call.offers.at(0)?.charges[0]?.fixed ?? 0)\n  const repeatUntil = repeatUntilOf(',
    killedBy: contract('refusals rule 2, I16: a refusal leaves every record as it was'),
  },
  {
    name: 'NaN passes',
    ids: ['F15', 'I9'],
    file: 'packages/core/src/amounts.ts',
    find: 'value >= 0 && value <= MAX_AMOUNT && Math.floor(value) === value',
    replace: '!(value < 0 || value > MAX_AMOUNT || Math.floor(value) < value)',
    killedBy: contract(
      'amounts rule 3, I9, I16: an amount that is none is refused by every method and changes nothing',
    ),
  },
  {
    name: 'a negative amount passes',
    ids: ['F14', 'I9'],
    file: 'packages/core/src/amounts.ts',
    find: 'value >= 0 &&',
    replace: '',
    killedBy: contract(
      'amounts rule 3, I9, I16: an amount that is none is refused by every method and changes nothing',
    ),
  },
  {
    name: 'a closed id is forgotten too early',
    ids: ['F6', 'I15'],
    file: 'packages/core/src/store/marks.ts',
    find: 'marks[i] === hash && (marks[i + 1] ?? 0) + ID_TTL_MS',
    replace: 'marks[i] === hash && (marks[i + 1] ?? 0) + 10_000',
    killedBy: times('remembers for a minute that an id is over (F6, I15)'),
  },
  {
    name: 'an ended lease cannot be corrected for long enough',
    ids: ['F7', 'I3'],
    file: 'packages/core/src/store/ends.ts',
    find: 'lease.end += LATE_MS',
    replace: 'lease.end += 60_000',
    killedBy: times('corrects what an ended lease was charged for a quarter of an hour, once (F7, I3)'),
  },
  {
    name: 'a lease is refreshed by other calls',
    ids: ['F3', 'I2'],
    file: 'packages/core/src/store/operations/reserve.ts',
    find: 'keepOpen(home, lease)',
    replace: 'keepOpen(home, lease)\n  for (const other of home.leases) other.end = lease.end',
    killedBy: times('ends a lease at its own time, whatever others of the subject do (F3, I2)'),
  },
  {
    name: 'a lease is extended by a refusal',
    ids: ['F3', 'I2', 'I16'],
    file: 'packages/core/src/store/operations/reserve.ts',
    find: 'const repeatUntil = repeatUntilOf(',
    replace:
      'for (const lease of home.leases) lease.end = leaseEnd(now, call.leaseMs)\n  const repeatUntil = repeatUntilOf(',
    killedBy: contract('refusals rule 2, I16: a refusal leaves every record as it was'),
  },
  {
    name: 'a lease that ends forgets what was seen of its call',
    ids: ['I2', 'I3'],
    file: 'packages/core/src/store/ends.ts',
    find: 'lease.end, lease.observed[i] ?? 0',
    replace: 'lease.end, 0',
    killedBy: contract(
      'leases rules 16, 20 and 21, I2: a lease ends on the grid of 5 s, and what was observed is charged then',
    ),
  },
  {
    name: 'settle twice',
    ids: ['F4', 'I15'],
    file: 'packages/core/src/store/operations/settle.ts',
    find: 'dropLease(home, lease)',
    replace: '',
    killedBy: contract('settlements rules 22 and 25, I15: a settlement counts once'),
  },
  {
    name: 'the period of a settlement is that of now',
    ids: ['F21', 'I21'],
    file: 'packages/core/src/store/leases.ts',
    find: 'read(record, slot, SINCE) === lease.period[index]',
    replace: 'read(record, slot, SINCE) >= (lease.period[index] ?? 0)',
    killedBy: contract('periods rule 6, I21: a call across midnight settles into its own day or nowhere'),
  },
  {
    name: 'a failed call counts as a repeat',
    ids: ['F67'],
    file: 'packages/core/src/store/operations/settle.ts',
    find: 'settlement.failed &&',
    replace: 'false &&',
    killedBy: contract('repeats rule 26: a call that failed is not counted'),
  },
  {
    name: 'the phase does not stick',
    ids: ['I18'],
    file: 'packages/core/src/store/fit.ts',
    find: 'rung === 0 ||',
    replace: 'rung >= 0 ||',
    killedBy: contract('offers rule 14: from STICKY_SHARE on the rung last granted is where the next call starts'),
  },
]
