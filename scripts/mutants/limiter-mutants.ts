import type { Mutant } from './mutant.js'

const CHARGED_TESTS = 'packages/core/src/limiter/charged-as-used.test.ts'

/** Bugs between the store and the app: whose budget, what a call is taken to use, and what a failure means. */
export const limiterMutants: readonly Mutant[] = [
  {
    name: 'raw id in key',
    ids: ['F28', 'I25'],
    file: 'packages/core/src/limiter/subject-keys.ts',
    find: 'encoded(subject.user)',
    replace: 'subject.user',
    killedBy: {
      file: 'packages/core/src/limiter/budgets-apart.test.ts',
      name: 'the budget of a user is untouched by another whose id ends like the name of an operation (F28, I25)',
    },
  },
  {
    name: '|| for ??: a cap of 0 is none',
    ids: ['F10'],
    file: 'packages/core/src/limiter/offers.ts',
    find: 'Math.min(cap ?? most, most, shortened, longest)',
    replace: 'Math.min(cap || most, most, shortened, longest)',
    killedBy: { file: CHARGED_TESTS, name: 'what is held is no answer for a cap of 0, which is a cap (F10)' },
  },
  {
    name: 'the estimate is charged although 0 was reported',
    ids: ['F10'],
    file: 'packages/core/src/limiter/spending.ts',
    find: 'value !== undefined && Number.isFinite(value)',
    replace: 'value !== undefined && value !== 0 && Number.isFinite(value)',
    killedBy: {
      file: CHARGED_TESTS,
      name: 'what is charged is 0 for an answer of 0 tokens, not the estimate (F10)',
    },
  },
  {
    name: 'a call that ends twice is charged twice',
    ids: ['F4', 'F13', 'I15'],
    file: 'packages/core/src/limiter/call-book.ts',
    find: 'if (!this.drop(call)) return undefined',
    replace: 'this.drop(call)',
    killedBy: {
      file: CHARGED_TESTS,
      name: 'what is charged is the call once, however often it says that it ended (F4, F13, I15)',
    },
  },
  {
    name: 'a job is charged for each attempt',
    ids: ['F69', 'I15'],
    file: 'packages/core/src/limiter/reserving.ts',
    find: 'id ?? newId()',
    replace: 'newId()',
    killedBy: {
      file: CHARGED_TESTS,
      name: 'what is charged is a job once, though it is tried again under its id (F69, I15)',
    },
  },
  {
    name: 'a store that fails admits',
    ids: ['F36', 'F37', 'I24'],
    file: 'packages/core/src/limiter/reserving.ts',
    find: `mode === 'enforce' ? UNAVAILABLE`,
    replace: `mode === 'off' ? UNAVAILABLE`,
    killedBy: {
      file: 'packages/http/src/guard.test.ts',
      name: 'createGuard admits nobody while the store fails: 503, not 429 and not the handler (F36, F37, I24)',
    },
  },
]
