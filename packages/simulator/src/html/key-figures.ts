import type { Report } from '../findings/report.js'
import { dollars, percent, whole } from '../terminal/figures.js'
import { type Html, html } from './html.js'
import type { PolicyReport } from './policy-report.js'
import { capital, counted, sum } from './words.js'

interface KeyFigure {
  readonly name: string
  readonly value: (report: Report) => string
  readonly meaning: (report: Report) => string
}

const KEY_FIGURES: readonly KeyFigure[] = [
  {
    name: 'Refused',
    value: ({ total }) => percent(ratio(total.refused, total.requests)),
    meaning: ({ total, users }) =>
      `${whole(total.refused)} of ${counted(total.requests, 'request')} get no answer. It happens to ${whole(users.refused)} of ${counted(users.users, 'user')} at least once.${unmadeInWords(total)}`,
  },
  {
    name: 'Degraded',
    value: ({ total }) => percent(ratio(total.degraded, total.requests)),
    meaning: ({ total }) =>
      `${whole(total.degraded)} of ${counted(total.requests, 'request')}: a cheaper model or a shorter answer, since a budget is nearly used up.${cutInWords(total)}`,
  },
  {
    name: 'Served in full',
    value: ({ quality }) => percent(quality.requestsInFull),
    meaning: ({ total }) =>
      `${whole(total.full)} of ${counted(total.requests, 'request')}: the whole answer, from the model asked for.`,
  },
  {
    name: 'Spent',
    value: ({ money }) => dollars(money.spentNanoUsd),
    meaning: ({ money }) => `Without any limit these requests would cost ${dollars(money.demandedNanoUsd)}.`,
  },
  {
    name: 'Saved',
    value: ({ money }) => dollars(money.savedNanoUsd),
    meaning: ({ total }) =>
      `${dollars(total.savedByModelNanoUsd)} by cheaper models, ${dollars(total.savedByLengthNanoUsd)} by shorter answers, ${dollars(total.refusedNanoUsd)} that refused requests would have cost.`,
  },
  {
    name: 'Over budget',
    value: ({ money }) => dollars(money.overNanoUsd),
    meaning: ({ money, budgets }) =>
      budgets.length === 0
        ? 'The policy has no budget in money.'
        : `${capital(sum(money.overNanoUsd))} would be spent above the ceiling of a budget, ${ceilingsOf(budgets)} of it${money.overrun === 0 ? '' : `: ${percent(money.overrun)} of what is spent of it`}.`,
  },
]

/** What an operator asks first, each in one number and one line. */
export function keyFigures(policies: readonly PolicyReport[]): Html {
  const cards = KEY_FIGURES.map(
    ({ name, value, meaning }) =>
      html`<li><h2>${name}</h2>${policies.map((policy) => {
        const whose = policies.length > 1 ? html`<span class="whose"><bdi>${policy.name}</bdi></span>` : undefined
        return html`<p>${whose}<strong>${value(policy.report)}</strong><span>${meaning(policy.report)}</span></p>`
      })}</li>`,
  )
  return html`<ul class="key-figures">${cards}</ul>`
}

function cutInWords({ cut }: Report['total']): string {
  return cut === 0 ? '' : ` ${counted(cut, 'answer')} would end before the log's did.`
}

/** `100 %`, or `100 or 120 %` where some budgets are on the ladder. */
function ceilingsOf(budgets: Report['budgets']): string {
  return `${[...new Set(budgets.map(({ ceilingPercent }) => ceilingPercent))].sort((a, b) => a - b).join(' or ')} %`
}

function unmadeInWords({ unmade }: Report['total']): string {
  return unmade === 0 ? '' : ` Another ${whole(unmade)} are never made, since users give up or slow down.`
}

function ratio(part: number, all: number): number {
  return all === 0 ? 0 : part / all
}
