import type { HourReport } from '../findings/report.js'
import { dollars, percent, whole } from '../terminal/figures.js'
import { columns } from './columns.js'
import { dataTable } from './data-table.js'
import { type Html, html } from './html.js'
import { largestBy, most } from './largest.js'
import { beside, type PolicyReport } from './policy-report.js'
import { type Piece, piecesOf, startsOf, type Timeline } from './timeline.js'
import { capital, hourInWords, moment, shareInWords } from './words.js'

const HAPPENED = [
  ['refused', 'Refused', 'no answer'],
  ['degraded', 'Degraded', 'cheaper or shorter answers'],
  ['warned', 'Warned', 'served, and told that a budget nears its end'],
] as const

/** When users were warned, degraded and refused: a chart for each, all of one scale. */
export function byHour(policies: readonly PolicyReport[], timeline: Timeline): Html {
  const all = policies.flatMap(({ report }) => piecesOf(timeline, report.hours))
  const highest = most(all.flatMap((piece) => HAPPENED.map(([what]) => piece[what])))
  return html`<section><h2>When it would happen</h2>
${beside(policies, ({ report: { hours } }) => {
  const pieces = piecesOf(timeline, hours)
  const charts = HAPPENED.map(([what, name, meaning]) => {
    const values = pieces.map((piece) => piece[what])
    const isEmpty = all.every((piece) => piece[what] === 0)
    return html`<p class="chart-name"><span><b>${name}</b>: ${meaning}</span> <span>${peak(values, timeline)}</span></p>
${isEmpty ? undefined : columns([{ tone: what, values }], highest)}`
  })
  return html`<figure><figcaption>${worstHour(hours)}</figcaption>${charts}${axis(startsOf(timeline))}</figure>${hourTable(pieces)}`
})}</section>`
}

function peak(values: readonly number[], timeline: Timeline): string {
  const highest = most(values)
  return highest === 0 ? 'none' : `peak: ${whole(highest)} ${stepName(timeline)}`
}

/** In words, where the chart of refusals is highest. */
export function worstHour(hours: readonly HourReport[]): string {
  const worst = largestBy(hours, ({ refused }) => refused)
  if (worst === undefined) return 'No request would be refused, in any hour.'
  const hit = hours.filter(({ refused }) => refused > 0).length
  const all = hours.filter(({ requests }) => requests > 0).length
  const share = shareInWords(worst.refused, worst.requests)
  return `${capital(hourInWords(worst.startMs))}, ${share} would be refused, more than in any other hour. There are refusals in ${whole(hit)} of ${whole(all)} hours.`
}

/** Where a chart begins, its middle and its end, in words. */
export function axis(startsMs: readonly number[]): Html {
  const last = startsMs.length - 1
  const places = startsMs.filter((_, i) => last < 3 || i === 0 || i === Math.floor(last / 2) || i === last)
  return html`<p class="axis">${places.map((ms) => html`<span>${moment(ms)}</span>`)}</p>`
}

function stepName({ stepMs }: Timeline): string {
  const hours = stepMs / 3_600_000
  if (hours === 1) return 'an hour'
  if (hours === 24) return 'a day'
  return hours < 24 ? `in ${hours} hours` : `in ${hours / 24} days`
}

function hourTable(pieces: readonly Piece[]): Html {
  return dataTable(
    'Hour by hour, in numbers',
    [
      { name: 'from (UTC)', cell: ({ startMs }) => moment(startMs) },
      { name: 'requests', cell: ({ requests }) => whole(requests) },
      { name: 'warned', cell: ({ warned }) => whole(warned) },
      { name: 'degraded', cell: ({ degraded }) => whole(degraded) },
      { name: 'refused', cell: ({ refused }) => whole(refused) },
      { name: 'in full', cell: ({ requests, full }) => (requests === 0 ? '' : percent(full / requests)) },
      { name: 'asked for', cell: ({ demandedNanoUsd }) => dollars(demandedNanoUsd) },
      { name: 'spent', cell: ({ spentNanoUsd }) => dollars(spentNanoUsd) },
    ],
    pieces,
  )
}
