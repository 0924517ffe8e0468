import { keysWithoutExpiry, type RedisServer } from '@llm-limit/testing/servers'
import type { Report } from './app/settings.js'
import type { Books } from './books.js'
import type { Line } from './fault.js'
import { spentByUser, type Truth, total } from './truth.js'

/** A line before it is judged. */
export type Unjudged = Omit<Line, 'failures' | 'slow'>

/** What is compared when a story is over. */
export interface Spending {
  readonly line: Unjudged
  /** Before the budgets were used up on purpose, and after. */
  readonly paced: Truth
  readonly truth: Truth
  readonly books: Books
  readonly last: Books
  readonly users: readonly string[]
  /** Budgets were used up while the fault lasted, too. */
  readonly isSpentEarly: boolean
}

export function spendingFailures({ line, paced, truth, books, last, users, isSpentEarly }: Spending): string[] {
  const { bound, excess, lost, open } = line
  const spent = total(spentByUser(truth, users))
  const refused = paced.answers.filter(({ is, reason }) => is === 'denied' && reason !== 'busy')
  return [
    ...failIf(excess > bound.units, `${excess} tokens over the limit, ${bound.units} are the bound`),
    ...failIf(lost > bound.units, `the counters miss ${lost} of ${spent} tokens, ${bound.units} are the bound`),
    ...failIf(lost < 0, `the counters have ${-lost} tokens more than were spent`),
    ...failIf(open > 0, `${open} reservations are open after every lease`),
    ...failIf(last.open > 0, `${last.open} reservations are open at the end`),
    ...failIf(
      refused.length > 0 && !isSpentEarly,
      `${refused.length} calls were denied below the limit, first by ${refused[0]?.reason}`,
    ),
    ...wideFailures(books),
    ...wideFailures(last),
    ...truth.broken.slice(0, 3),
  ]
}

/** What the whole app and the organisation have used is what their users have. */
function wideFailures({ used, everyone, org }: Books): string[] {
  const all = total(used)
  return [
    ...failIf(everyone !== undefined && everyone !== all, `users have used ${all}, and everyone ${everyone}`),
    ...failIf(org !== undefined && org !== all, `users have used ${all}, and their organisation ${org}`),
  ]
}

export interface Fullness {
  readonly rushed: readonly Report[]
  readonly closed: readonly Report[]
  readonly last: Books
  readonly limit: number
}

/** Every token of every budget could be spent in the end: nothing is held by nobody. */
export function fullFailures({ rushed, closed, last, limit }: Fullness): string[] {
  const isFull = rushed.every((report) => report.is === 'rushed' && report.isFull)
  const dropped = closed.reduce((sum, report) => sum + (report.is === 'closed' ? report.dropped : 0), 0)
  return [
    ...failIf(!isFull, 'the budgets could not be used up'),
    ...failIf(
      isFull && last.used.some((used) => used < limit),
      `at the end ${last.used.join(', ')} of ${limit} are used`,
    ),
    ...failIf(dropped > 0, `${dropped} settlements were dropped`),
  ]
}

export async function keyFailures(servers: readonly RedisServer[]): Promise<string[]> {
  const lasting = (await Promise.all(servers.map((server) => keysWithoutExpiry(server)))).flat()
  return failIf(lasting.length > 0, `keys without expiry: ${lasting.slice(0, 3).join(', ')}`)
}

/** Milliseconds, which only a run of all faults looks at. */
export function timeFailures({ gapMs, backMs, p99Ms, calm, patience }: Unjudged): string[] {
  if (process.argv.includes('--ci')) return []
  return [
    ...slowBy('a gap', gapMs - calm.gapMs, patience.gapMs),
    ...slowBy('back after', (backMs ?? Number.POSITIVE_INFINITY) - calm.gapMs, patience.backMs),
    ...slowBy('p99 raised by', p99Ms - calm.p99Ms, patience.p99Ms),
  ]
}

function slowBy(what: string, ms: number, most: number = Number.POSITIVE_INFINITY): string[] {
  return failIf(ms > most, `${what} ${ms} ms, ${most} are allowed`)
}

/** The text, when something is not as promised. */
export function failIf(isBad: boolean, text: string): string[] {
  return isBad ? [text] : []
}
