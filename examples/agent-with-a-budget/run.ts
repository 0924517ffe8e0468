// Two agents with the same budget: one was told to mind it, one was not. Ends with 0 only when neither spent more than its budget, each was settled once, and
// what was settled is the sum of the steps.
import { fakeModelServer } from '@llm-limit/testing'

// Stands in for gpt-5 where there is no key: it reads on and on, unless it is asked to stop at some percent and the tool has told them.
await using models = await fakeModelServer({
  behave({ text }) {
    const told = [...text.matchAll(/(\d+) % used/g)].map(([, percent]) => Number(percent))
    const stopAt = /From (\d+) % on/.exec(text)?.[1] ?? Number.POSITIVE_INFINITY
    if ((told.at(-1) ?? 0) >= Number(stopAt)) return { outputTokens: 500 }
    return { outputTokens: 150, toolCalls: [{ name: 'readWeek', arguments: { week: told.length + 1 } }] }
  },
})
if (!process.env['OPENAI_API_KEY']) Object.assign(process.env, { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: models.url })
const { addUp, limiter } = await import('./agent.js')

const steps: { readonly model: string | undefined; readonly tokens: string; readonly nanoUsd: number }[] = []
let settlements = 0
limiter.on('attempt-ended', ({ usage: { model, inputTokens, outputTokens }, nanoUsd }) => {
  steps.push({ model, tokens: `${inputTokens} + ${outputTokens}`, nanoUsd })
})
limiter.on('reservation-settled', () => {
  settlements += 1
})

const dollars = (nanoUsd: number): string => `$${(nanoUsd / 1e9).toFixed(4)}`
const row = (...cells: readonly unknown[]): void =>
  console.log(cells.map((cell, i) => String(cell).padEnd([6, 12, 13, 9, 9][i] ?? 0)).join(''))

async function run(name: string, advice: string): Promise<void> {
  steps.length = 0
  settlements = 0
  let total = 0
  console.log(`${name}: "${advice}"`)
  row('step', 'model', 'tokens', 'cost', 'total', 'the tool tells the model')
  const answer = await addUp(name, advice, (told = 'nothing: it answers') => {
    const { model, tokens, nanoUsd = 0 } = steps.at(-1) ?? {}
    total += nanoUsd
    row(steps.length, model, tokens, dollars(nanoUsd), dollars(total), told)
  })
  const [budget] = (await limiter.usage({ user: name, org: 'ada' })).quotas
  const { used = Number.NaN, limit = 0, percent } = budget ?? {}
  const ended = answer === undefined ? 'stopped by its budget' : 'ended with an answer'
  console.log(`It ${ended}. ${settlements} settlement: ${dollars(used)} of ${dollars(limit)}, ${percent} %.`)
  if (settlements !== 1 || used !== total || used > limit) process.exitCode = 1
}

await run(
  'careful',
  'Each page comes with the share of your budget that is used. From 90 % on, read no more and answer.',
)
console.log()
await run('careless', 'Read all of it.')
