// An hour of real traffic against a chat app with budgets. Ends with 0 only when all books balance.
import { memoryStore } from '@llm-limit/express'
import { scaledClock } from '@llm-limit/testing'
import { chatApp } from './app.js'
import { audited } from './audit.js'
import { booksOf } from './books.js'
import { simulate, WAYS } from './compare.js'
import { budgetOf, readCounters } from './counters.js'
import { holds } from './entries.js'
import { readHour, SPEED } from './hour.js'
import { introLines } from './intro.js'
import { ledgerOf } from './ledger.js'
import { chatLimiter } from './limits.js'
import { listen } from './listen.js'
import { startOutside } from './outside.js'
import { bookLines, comparisonLines, replayLines, sightingLines } from './tables.js'
import { tallyOf } from './tally.js'
import { USERS } from './users.js'
import { viewOn } from './view.js'

const hour = readHour()
const outside = await startOutside()

// The app, with a limiter whose clock runs 75 times faster and whose store is looked over the shoulder.
const clock = scaledClock(SPEED, hour.startMs)
const { store, audit } = audited(memoryStore({ clock }))
const limiter = chatLimiter({ clock, store })
const ledger = ledgerOf(limiter)
const tally = tallyOf(limiter)
const app = await listen(chatApp({ limiter, baseURL: outside.baseURL }))

const budgets = { free: await budgetOf(limiter, 'free'), premium: await budgetOf(limiter, 'premium') }
say('', ...introLines(hour, budgets), '')

// The hour.
const view = viewOn(process.stdout, {
  free: budgets.free.nanoUsd * USERS.free,
  premium: budgets.premium.nanoUsd * USERS.premium,
})
const doneBy = (nowMs: number): number => (nowMs - hour.startMs) / (hour.visits.at(-1)?.atMs ?? 1)
const show = (nowMs: number, done: number): void => view.show({ nowMs, done, open: audit.open, tally })
const drawing = setInterval(() => show(clock.now(), Math.min(0.999, doneBy(clock.now()))), 250)
const report = await outside.replay(app.url)
clearInterval(drawing)
show(clock.now(), 1)
say('', ...replayLines(report, hour.startMs), '', ...sightingLines(report.sightings))

// What everyone wrote down, held together.
const counters = await readCounters(limiter, new Set(hour.visits.map(({ user }) => user)))
const entries = booksOf({ ...report, ledger, counters, audit: { ...audit, overruns: audit.overruns() } })
say('', 'The books', '', ...bookLines(entries))
app.close()
await limiter.close()

say('', 'The same hour with the limiter alone, in virtual time', '')
const outcomes = []
for (const way of WAYS) outcomes.push(await simulate(hour, way))
say(...comparisonLines(outcomes, hour.visits.length), '')
say(
  '  Overrun is what was spent beyond the ceiling: 100 % of a budget, 120 % with the ladder. It can only come from calls that',
)
say('  used more than was held for them, so that is its bound.')

const isBalanced = entries.every(holds)
say('', isBalanced ? 'The books balance.' : 'The books do not balance.')
process.exitCode = isBalanced ? 0 : 1

function say(...lines: readonly string[]): void {
  for (const line of lines) console.log(line)
}
