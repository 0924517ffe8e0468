import type { Report } from '../findings/report.js'
import { dollars, percent, whole } from '../terminal/figures.js'
import { type Html, html } from './html.js'
import type { PolicyReport } from './policy-report.js'
import { capital, costInWords, shareInWords } from './words.js'

/** The report in a sentence or two. */
export function verdict([first, second]: readonly PolicyReport[]): Html {
  if (first === undefined) return html``
  if (second === undefined) return html`<p class="verdict">${alone(first.report)}</p>`
  return html`<p class="verdict">Compared with <bdi>${first.name}</bdi>, <bdi>${second.name}</bdi> ${compared(first.report, second.report)}</p>`
}

function alone({ total, money }: Report): string {
  const refused = total.refused === 0 ? 'No request' : capital(shareInWords(total.refused, total.requests))
  const degraded = total.degraded === 0 ? 'none' : whole(total.degraded)
  return `${refused} would be refused, and ${degraded} degraded. ${costInWords(money)}`
}

function compared(first: Report, second: Report): string {
  const refused = difference(first.total.refused, second.total.refused, whole)
  const degraded = difference(first.total.degraded, second.total.degraded, whole)
  const full = difference(first.total.full, second.total.full, whole)
  const spent = difference(first.money.spentNanoUsd, second.money.spentNanoUsd, dollars, 'less')
  return `would refuse ${refused} requests, degrade ${degraded}, serve ${full} in full, and spend ${spent}.`
}

/** `120 fewer`, `$3.00 more`, `as many`. */
function difference(
  before: number,
  after: number,
  figure: (amount: number) => string,
  less: 'fewer' | 'less' = 'fewer',
): string {
  if (after === before) return less === 'fewer' ? 'as many' : 'as much'
  const change = before === 0 ? '' : ` (${percent(Math.abs(after - before) / before)})`
  return `${figure(Math.abs(after - before))}${change} ${after > before ? 'more' : less}`
}
