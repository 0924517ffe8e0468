import type { BudgetPeriod } from '../findings/budget-period.js'
import type { BudgetSpending } from '../findings/money-budgets.js'
import { dollars, percent, whole } from '../terminal/figures.js'
import { barList, type NamedBar } from './bar-list.js'
import { axis } from './by-hour.js'
import { columns, legend } from './columns.js'
import { dataTable } from './data-table.js'
import { fewerPeriods } from './fewer-periods.js'
import { type Html, html } from './html.js'
import { largestBy, most } from './largest.js'
import { counted, moment, sum } from './words.js'

/** As many have room for their names. */
const MOST_NAMED = 10

const PAYER = { user: 'user', org: 'organisation' } as const

/** What was spent of one budget, against the limits of all who have it. */
export function byBudget(spending: Readonly<BudgetSpending>): Html {
  const periods = fewerPeriods(spending.periods)
  const name = nameOf(spending)
  return html`<figure><figcaption><b><bdi>${name}</bdi></b>: ${budgetInWords(spending)}</figcaption>
${legend(['spent', 'spent'], ['behind', 'left of the budgets of all who spend'])}
${periods.length > MOST_NAMED ? periodColumns(periods) : periodBars(periods)}</figure>${budgetTable(name, periods)}`
}

function periodBars(periods: readonly BudgetPeriod[]): Html {
  const bars = periods.map(({ startMs, spentNanoUsd, limitNanoUsd }): NamedBar => {
    const left = Math.max(0, limitNanoUsd - spentNanoUsd)
    return {
      name: `from ${moment(startMs)}`,
      parts: [
        { tone: 'spent', amount: spentNanoUsd },
        { tone: 'behind', amount: left },
      ],
      words: `${dollars(spentNanoUsd)} of ${dollars(limitNanoUsd)}`,
    }
  })
  return barList(bars)
}

function periodColumns(periods: readonly BudgetPeriod[]): Html {
  const limits = periods.map(({ limitNanoUsd }) => limitNanoUsd)
  const spent = periods.map(({ spentNanoUsd }) => spentNanoUsd)
  const series = [
    { tone: 'behind', values: limits },
    { tone: 'spent', values: spent },
  ] as const
  return html`${columns(series, most([...limits, ...spent]))}${axis(periods.map(({ startMs }) => startMs))}`
}

export function budgetInWords({ periods, scope, ...spending }: Readonly<BudgetSpending>): string {
  const { spentNanoUsd, beyondLimitNanoUsd, beyondCeilingNanoUsd, ceilingPercent } = spending
  const above = ceilingPercent > 100 ? `, ${sum(beyondLimitNanoUsd)} of it above 100 %` : ''
  const spent = `${dollars(spentNanoUsd)} would be spent${above}, and ${sum(beyondCeilingNanoUsd)} above ${ceilingPercent} %, where the policy stops it.`
  const fullest = largestBy(periods, shareOf)
  if (fullest === undefined) return spent
  const who = scope === 'everyone' ? 'all users' : counted(fullest.payers, PAYER[scope])
  const share = `${dollars(fullest.spentNanoUsd)} of ${dollars(fullest.limitNanoUsd)}, ${percent(shareOf(fullest))}`
  return `${spent} Used most from ${moment(fullest.startMs)}: ${share}, by ${who}.`
}

function nameOf({ budget, scope, tier, operation }: Readonly<BudgetSpending>): string {
  const whose = { user: 'each user', org: 'each organisation', everyone: 'all users together' }[scope]
  const ofTier = tier === undefined || tier === 'default' ? '' : ` of tier ${tier}`
  return `${budget} for ${whose}${ofTier}${operation === undefined ? '' : `, for ${operation}`}`
}

function shareOf({ spentNanoUsd, limitNanoUsd }: BudgetPeriod): number {
  return limitNanoUsd === 0 ? 0 : spentNanoUsd / limitNanoUsd
}

function budgetTable(name: string, periods: readonly BudgetPeriod[]): Html {
  return dataTable(
    `${name}, in numbers`,
    [
      { name: 'from (UTC)', cell: ({ startMs }) => moment(startMs) },
      { name: 'had it', cell: ({ payers }) => whole(payers) },
      { name: 'budgets', cell: ({ limitNanoUsd }) => dollars(limitNanoUsd) },
      { name: 'spent', cell: ({ spentNanoUsd }) => dollars(spentNanoUsd) },
      { name: 'share', cell: (period) => percent(shareOf(period)) },
    ],
    periods,
  )
}
