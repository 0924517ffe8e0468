import type { Count } from '../findings/count.js'
import type { Report } from '../findings/report.js'
import { bar, dollars, duration, hourOf, percent, table, whole } from './figures.js'

/** Hours that are shown; of a longer log those with the most refusals. */
const MOST_HOURS = 24
const BAR = 24

/** Reports as text: the policies beside each other, then what each did to whom and when. */
export function reportLines(policies: readonly string[], reports: readonly Report[]): string[] {
  return [
    ...table([['', ...policies], ...summaryRows(reports)]),
    ...reports.flatMap((report, i) => ['', `${policies[i]}`, ...detailLines(report)]),
  ]
}

type Figure = readonly [name: string, value: (report: Report) => string]

function summaryRows(reports: readonly Report[]): string[][] {
  const figures: readonly Figure[] = [
    ['requests', ({ total }) => whole(total.requests)],
    ['not made by users who gave up or slowed down', ({ total }) => whole(total.unmade)],
    ['served', ({ total }) => whole(total.served)],
    ['  in full', ({ quality }) => percent(quality.requestsInFull)],
    ['  tokens in full', ({ quality }) => percent(quality.tokensInFull)],
    ['warned', ({ total }) => whole(total.warned)],
    ['degraded', ({ total }) => whole(total.degraded)],
    ['clamped', ({ total }) => whole(total.clamped)],
    ['answers cut', ({ total }) => whole(total.cut)],
    ['refused', ({ total }) => `${whole(total.refused)} (${percent(total.refused / total.requests)})`],
    ['users', ({ users }) => whole(users.users)],
    ['  ever warned', ({ users }) => whole(users.warned)],
    ['  ever degraded', ({ users }) => whole(users.degraded)],
    ['  ever refused', ({ users }) => whole(users.refused)],
    ['demanded', ({ money }) => dollars(money.demandedNanoUsd)],
    ['spent', ({ money }) => dollars(money.spentNanoUsd)],
    ['  saved by cheaper models', ({ total }) => dollars(total.savedByModelNanoUsd)],
    ['  saved by shorter answers', ({ total }) => dollars(total.savedByLengthNanoUsd)],
    ['  refused', ({ total }) => dollars(total.refusedNanoUsd)],
    ['over', ({ money }) => `${dollars(money.overNanoUsd)} (${percent(money.overrun)})`],
  ]
  return figures.map(([name, value]) => [name, ...reports.map(value)])
}

function detailLines(report: Report): string[] {
  return [
    ...section(
      'tier',
      report.tiers.map(({ tier, ...count }) => countRow(tier, count)),
    ),
    ...section('hour (UTC)', hourRows(report)),
    ...section(
      'user, worst hit first',
      report.users.worstHit.map(({ user, ...count }) => countRow(user, count)),
    ),
    ...retryAfterLines(report),
    ...boundLines(report),
  ].map((line) => (line === '' ? '' : `  ${line}`))
}

const COLUMNS = ['requests', 'warned', 'degraded', 'clamped', 'refused', 'in full', 'spent']

function section(name: string, rows: readonly string[][]): string[] {
  return rows.length === 0 ? [] : [...table([[name, ...COLUMNS], ...rows]), '']
}

function countRow(name: string, count: Readonly<Count>): string[] {
  const { requests, warned, degraded, clamped, refused, full, spentNanoUsd } = count
  const counts = [requests, warned, degraded, clamped, refused].map(whole)
  return [name, ...counts, percent(requests === 0 ? 0 : full / requests), dollars(spentNanoUsd)]
}

function hourRows({ hours }: Report): string[][] {
  const worst = [...hours].sort((a, b) => b.refused - a.refused).slice(0, MOST_HOURS)
  return hours
    .filter((hour) => worst.includes(hour) && hour.requests > 0)
    .map((hour) => countRow(hourOf(hour.startMs), hour))
}

function retryAfterLines({ refusals, total }: Report): string[] {
  if (total.refusals === 0) return []
  const rows = refusals.retryAfter.map(({ upToMs, refusals: count }) => [
    upToMs === undefined ? 'longer, or never' : `up to ${duration(upToMs)}`,
    whole(count),
    bar(count / total.refusals, BAR).padEnd(BAR),
  ])
  const reasons = Object.entries(refusals.reasons).map(([reason, count]) => `${reason} ${whole(count)}`)
  return [`refusals: ${reasons.join(', ')}; where Retry-After sends them:`, ...table(rows), '']
}

function boundLines({ beyondBounds }: Report): string[] {
  const { uncountedRequests, unbookedSettlements, isStoreFull } = beyondBounds
  const isBeyond = isStoreFull || uncountedRequests + unbookedSettlements > 0
  if (!isBeyond) return []
  return [
    `More users than --max-users: ${whole(uncountedRequests)} requests are in no figure of users, ${whole(unbookedSettlements)} settlements in no overrun.`,
  ]
}
