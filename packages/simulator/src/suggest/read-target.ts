import { GOAL_WORDS, type Goal, type GoalKind, PERIODS, type Period, type Spend, type Target } from './target.js'
import { faultAt, type Words, wordsOf } from './words.js'

const EXAMPLE = `'free: 95 % of users never refused; spend <= $500 / month'`
const END = `';' or the end`

/**
 * Reads a target: `TIER: N % of users never refused`, `TIER: N % of requests served in full` and `spend <= $N / month|day|hour`,
 * joined by `;`. @throws ConfigError with the column of what is wrong.
 */
export function readTarget(text: string): Target {
  const goals: Goal[] = []
  let spend: Spend | undefined
  for (const words of clausesOf(text)) {
    const { column } = words
    if (words.sees(/spend\b(?!\s*:)/)) {
      if (spend !== undefined) throw faultAt(column, `'spend' is said twice.`)
      spend = readSpend(words)
    } else {
      const goal = readGoal(words)
      if (goals.some(({ tier, kind }) => tier === goal.tier && kind === goal.kind))
        throw faultAt(column, `'${goal.tier}: N % of ${GOAL_WORDS[goal.kind]}' is said twice.`)
      goals.push(goal)
    }
    words.take(/$/, END)
  }
  if (goals.length === 0) throw faultAt(1, `nothing says what users are to get. Write it like ${EXAMPLE}.`)
  return { goals, spend }
}

function* clausesOf(text: string): Generator<Words> {
  let column = 1
  for (const clause of text.split(';')) {
    yield wordsOf(clause, column)
    column += clause.length + 1
  }
}

function readGoal(words: Words): Goal {
  const tier = words.take(/[\w.-]+(?=\s*:)/, `a tier and ':', or 'spend', as in ${EXAMPLE},`)
  words.take(/:/, `':'`)
  const { column } = words
  const percent = Number(words.take(/\d+(\.\d+)?/, `a number, such as '95 %',`))
  if (percent <= 0 || percent > 100) throw faultAt(column, `${percent} % is not above 0 % and at most 100 %.`)
  words.take(/%/, `'%'`)
  return { tier, kind: readKind(words), share: percent / 100 }
}

function readKind(words: Words): GoalKind {
  words.take(/of\b/, `'of'`)
  const isUsers = words.take(/users\b|requests\b/, `'users never refused' or 'requests served in full'`) === 'users'
  const rest = isUsers ? ['never', 'refused'] : ['served', 'in', 'full']
  for (const word of rest) words.take(new RegExp(`${word}\\b`), `'${word}'`)
  return isUsers ? 'never-refused' : 'in-full'
}

function readSpend(words: Words): Spend {
  words.take(/spend\b/, `'spend'`)
  words.take(/<=|≤/, `'<='`)
  const { column } = words
  const money = words.take(/\$\d{1,9}(\.\d{1,9})?/, `an amount, such as '$500',`)
  const nanoUsd = Math.round(Number(money.slice(1)) * 1e9)
  if (nanoUsd === 0) throw faultAt(column, 'nothing can be served for $0.')
  words.take(/\//, `'/'`)
  return { nanoUsd, period: readPeriod(words) }
}

function readPeriod(words: Words): Period {
  const word = words.take(/(month|day|hour)\b/, `'month', 'day' or 'hour'`)
  return PERIODS.find((period) => period === word) ?? 'month'
}
