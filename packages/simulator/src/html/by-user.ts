import type { Report, TierReport, UserReport } from '../findings/report.js'
import { dollars, percent, whole } from '../terminal/figures.js'
import { barList, type NamedBar } from './bar-list.js'
import { legend } from './columns.js'
import { type Column, dataTable } from './data-table.js'
import { type Html, html } from './html.js'
import { most } from './largest.js'
import { beside, type PolicyReport } from './policy-report.js'
import { counted } from './words.js'

/** Whom it would happen to: tiers, and the users who were hit worst. */
export function byUser(policies: readonly PolicyReport[]): Html {
  const longest = most(policies.flatMap(({ report }) => report.users.worstHit.map(({ requests }) => requests)))
  return html`<section><h2>Whom it would happen to</h2>
${beside(
  policies,
  ({ report }) =>
    html`${tiersFigure(report)}${report.users.worstHit.length === 0 ? undefined : usersFigure(report, longest)}`,
)}</section>`
}

function tiersFigure({ tiers }: Report): Html {
  const bars = tiers.map((tier): NamedBar => {
    const [full, otherwise, refused] = sharesOf(tier)
    return {
      name: tier.tier,
      parts: [
        { tone: 'full', amount: full },
        { tone: 'degraded', amount: otherwise },
        { tone: 'refused', amount: refused },
      ],
      words: `${percent(full)} in full, ${percent(otherwise)} smaller or shorter, ${percent(refused)} refused`,
    }
  })
  return html`<figure><figcaption>${tiersInWords(tiers)}</figcaption>
${legend(['full', 'in full'], ['degraded', 'by a cheaper model, or cut'], ['refused', 'refused'])}
${barList(bars, 1)}</figure>${dataTable(
    'Tiers, in numbers',
    columnsOf<TierReport>('tier', ({ tier }) => tier),
    tiers,
  )}`
}

/** Shares of a tier's requests: in full, served otherwise, refused. */
export function sharesOf({ requests, full, served, refused }: TierReport): readonly [number, number, number] {
  if (requests === 0) return [0, 0, 0]
  return [full / requests, (served - full) / requests, refused / requests]
}

export function tiersInWords(tiers: readonly TierReport[]): string {
  const sorted = [...tiers].sort((a, b) => sharesOf(b)[0] - sharesOf(a)[0])
  const [best] = sorted
  const worst = sorted.at(-1)
  if (best === undefined || worst === undefined) return 'Nobody made a request.'
  const of = (tier: TierReport) =>
    `tier ${tier.tier} get the whole answer to ${percent(sharesOf(tier)[0])} of their requests`
  return best === worst ? `Users of ${of(best)}.` : `Users of ${of(best)}; users of ${of(worst)}.`
}

function usersFigure({ users, total }: Report, longest: number): Html {
  const bars = users.worstHit.map((user): NamedBar => {
    const { requests, refused, degraded } = user
    return {
      name: nameOf(user),
      parts: [
        { tone: 'refused', amount: refused },
        { tone: 'degraded', amount: degraded },
        { tone: 'behind', amount: requests - refused - degraded },
      ],
      words: `${whole(refused)} refused, ${whole(degraded)} degraded, of ${whole(requests)}`,
    }
  })
  return html`<figure><figcaption>${worstHitInWords(users, total.refused)}</figcaption>
${legend(['refused', 'refused'], ['degraded', 'degraded'], ['behind', 'all other requests'])}
${barList(bars, longest)}</figure>
${dataTable('Users hit worst, in numbers', columnsOf<UserReport>('user', nameOf), users.worstHit)}`
}

export function worstHitInWords({ users, refused, worstHit }: Report['users'], allRefused: number): string {
  if (allRefused === 0)
    return `None of ${counted(users, 'user')} would be refused. Below are those who are degraded most.`
  const theirs = worstHit.reduce((sum, user) => sum + user.refused, 0)
  return `${whole(refused)} of ${counted(users, 'user')} would be refused at least once. The ${worstHit.length} hit worst have ${percent(theirs / allRefused)} of all refused requests.`
}

function nameOf({ user, org }: UserReport): string {
  return org === undefined ? user : `${user} of ${org}`
}

function columnsOf<Row extends TierReport | UserReport>(
  name: string,
  cell: (row: Row) => string,
): [Column<Row>, ...Column<Row>[]] {
  return [
    { name, cell },
    { name: 'requests', cell: ({ requests }) => whole(requests) },
    { name: 'warned', cell: ({ warned }) => whole(warned) },
    { name: 'degraded', cell: ({ degraded }) => whole(degraded) },
    { name: 'clamped', cell: ({ clamped }) => whole(clamped) },
    { name: 'refused', cell: ({ refused }) => whole(refused) },
    { name: 'in full', cell: ({ requests, full }) => percent(requests === 0 ? 0 : full / requests) },
    { name: 'spent', cell: ({ spentNanoUsd }) => dollars(spentNanoUsd) },
  ]
}
