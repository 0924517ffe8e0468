import { type Budget, demandOf } from './demand.js'
import { percent, table, whole } from './figures.js'
import { type Hour, SPEED } from './hour.js'
import { QUOTAS } from './limits.js'
import { TIERS, type Tier, USERS, ZIPF_EXPONENT } from './users.js'

/** What is going to happen, and how the tiers come from the trace. */
export function introLines(hour: Hour, budgets: Readonly<Record<Tier, Budget>>): string[] {
  const { visits, startMs } = hour
  const lastMs = visits.at(-1)?.atMs ?? 0
  const [day, from] = dayAndTime(startMs)
  const [, to] = dayAndTime(startMs + lastMs)
  const seconds = Math.round(lastMs / SPEED / 1000)
  return [
    `An hour of real chat traffic in ${seconds} seconds, over HTTP: browsers, an Express app with the openai SDK, a model`,
    '',
    `  The trace: ${whole(visits.length)} calls of ${day}, ${from} to ${to}; ${millions(hour, 'inputTokens')} tokens in, ${millions(hour, 'outputTokens')} out.`,
    '  Azure Public Dataset, AzureLLMInferenceTrace_conv, Microsoft, CC BY 4.0.',
    `  Its calls are given to ${whole(USERS.free + USERS.premium)} users drawn by Zipf (exponent ${ZIPF_EXPONENT}, seeded). The busiest ${USERS.premium} pay.`,
    '',
    ...table('lrrll', [
      ['  tier', 'users', 'calls', 'budgets of each user', 'enough for the hour of'],
      ...TIERS.map((tier) => tierRow(tier, hour, budgets[tier])),
    ]),
  ]
}

function tierRow(tier: Tier, { visits }: Hour, budget: Budget): string[] {
  const { calls, fitting } = demandOf(visits, tier, budget)
  const users = USERS[tier]
  return [`  ${tier}`, whole(users), whole(calls), QUOTAS[tier].join(', '), `${percent(fitting / users)} of them`]
}

function millions({ visits }: Hour, field: 'inputTokens' | 'outputTokens'): string {
  return `${(visits.reduce((sum, visit) => sum + visit[field], 0) / 1e6).toFixed(1)}M`
}

function dayAndTime(ms: number): [day: string, time: string] {
  const text = new Date(ms).toISOString()
  return [text.slice(0, 10), text.slice(11, 16)]
}
