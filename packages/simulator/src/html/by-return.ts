import type { DenialReason } from '@llm-limit/core'
import type { HourReport, Report } from '../findings/report.js'
import type { RetryAfterBand } from '../findings/retry-after.js'
import { duration, whole } from '../terminal/figures.js'
import { barList } from './bar-list.js'
import { type Html, html } from './html.js'
import { largestBy } from './largest.js'
import { beside, type PolicyReport } from './policy-report.js'
import { counted, hourInWords, moment } from './words.js'

/** Hours that are shown: those into which Retry-After leads the most refusals. */
const MOST_HOURS = 6

const REASONS: Readonly<Record<string, string>> = {
  budget: 'a budget is used up',
  wall: 'a quota that has no ladder is used up',
  concurrency: 'more requests at the same time than a quota allows',
  busy: 'more open requests of one user than the engine allows',
  'too-large': 'the request is larger than its budget: it can never pass',
  'unpriced-model': 'the model has no price',
  closed: 'the limiter is closed',
} satisfies Record<DenialReason, string>

/** Why requests were refused, and when Retry-After tells users to come again. */
export function byReturn(policies: readonly PolicyReport[]): Html {
  return html`<section><h2>When refused users are told to come back</h2>
${beside(policies, ({ report }) => (report.total.refusals === 0 ? html`<p>Nobody is refused.</p>` : returnFigure(report)))}</section>`
}

function returnFigure({ refusals: { retryAfter, reasons }, hours }: Report): Html {
  const why = Object.entries(reasons).map(
    ([reason, count]) => html`<li>${whole(count)}: ${REASONS[reason] ?? reason}.</li>`,
  )
  const bands = retryAfter.map(({ upToMs, refusals }) => ({ name: bandName(upToMs), amount: refusals }))
  const fullest = [...hours].sort((a, b) => b.sentHere - a.sentHere || a.startMs - b.startMs).slice(0, MOST_HOURS)
  const sent = fullest.filter(({ sentHere }) => sentHere > 0).sort((a, b) => a.startMs - b.startMs)
  return html`<p>Why requests are refused:</p><ul>${why}</ul>
<figure><figcaption>${waitInWords(retryAfter)}</figcaption>${plainBars(bands)}</figure>
<figure><figcaption>${returnInWords(hours)}</figcaption>
${plainBars(sent.map(({ startMs, sentHere }) => ({ name: `from ${moment(startMs)}`, amount: sentHere })))}</figure>`
}

/** How long refused users are to wait. */
export function waitInWords(bands: readonly RetryAfterBand[]): string {
  const all = bands.reduce((sum, { refusals }) => sum + refusals, 0)
  const largest = largestBy(bands, ({ refusals }) => refusals)
  if (largest === undefined) return 'Nobody is refused.'
  return `Retry-After says ${bandName(largest.upToMs)} for ${whole(largest.refusals)} of ${counted(all, 'refusal')}.`
}

/** When most of them come at once. */
export function returnInWords(hours: readonly HourReport[]): string {
  const fullest = largestBy(hours, ({ sentHere }) => sentHere)
  if (fullest === undefined) return 'Waiting helps none of them.'
  return `Most at once are told to be back ${hourInWords(fullest.startMs)}: ${whole(fullest.sentHere)}.`
}

function bandName(upToMs: number | undefined): string {
  return upToMs === undefined ? 'longer than a month, or never' : `up to ${duration(upToMs)}`
}

function plainBars(bars: readonly { readonly name: string; readonly amount: number }[]): Html {
  return barList(bars.map(({ name, amount }) => ({ name, parts: [{ tone: 'behind', amount }], words: whole(amount) })))
}
