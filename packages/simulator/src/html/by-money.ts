import type { Report } from '../findings/report.js'
import { dollars } from '../terminal/figures.js'
import { byBudget } from './by-budget.js'
import { axis } from './by-hour.js'
import { columns, legend } from './columns.js'
import { type Html, html } from './html.js'
import { largestBy, most } from './largest.js'
import { beside, type PolicyReport } from './policy-report.js'
import { piecesOf, startsOf, type Timeline } from './timeline.js'
import { costInWords, hourInWords } from './words.js'

/** What was spent: of what was asked for, and of each budget. */
export function byMoney(policies: readonly PolicyReport[], timeline: Timeline): Html {
  const all = policies.flatMap(({ report }) => piecesOf(timeline, report.hours))
  const highest = most(all.map((piece) => piece.demandedNanoUsd))
  return html`<section><h2>What it would cost</h2>
${beside(policies, ({ report }) => {
  const pieces = piecesOf(timeline, report.hours)
  const asked = pieces.map(({ demandedNanoUsd }) => demandedNanoUsd)
  const spent = pieces.map(({ spentNanoUsd }) => spentNanoUsd)
  return html`<figure><figcaption>${dearestHour(report)}</figcaption>
${legend(['spent', 'spent'], ['behind', 'asked for, and not spent'])}
${columns(
  [
    { tone: 'behind', values: asked },
    { tone: 'spent', values: spent },
  ],
  highest,
)}
${axis(startsOf(timeline))}</figure>${report.budgets.map(byBudget)}`
})}</section>`
}

export function dearestHour({ hours, money }: Pick<Report, 'hours' | 'money'>): string {
  const spent = costInWords(money)
  const dearest = largestBy(hours, ({ spentNanoUsd }) => spentNanoUsd)
  if (dearest === undefined) return spent
  return `${spent} Most is spent ${hourInWords(dearest.startMs)}: ${dollars(dearest.spentNanoUsd)}, of ${dollars(dearest.demandedNanoUsd)} without a limit.`
}
