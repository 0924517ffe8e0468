import { createLimiter, type Limiter, memoryStore } from '@llm-limit/http'
import type { Batch, Keys, Scenario } from './scenario.js'

const BATCH = 1_000
/** No two calls in a row are alike: what is known of the last one must not help. */
const CALLS = Array.from({ length: 997 }, (_, i) => ({
  model: 'gpt-5-mini',
  inputTokens: 100 + ((i * 389) % 997),
  maxOutputTokens: 800,
}))
const ONE_CALL = { model: 'gpt-5-mini', inputTokens: 300, maxOutputTokens: 800 }
const ONE_TOKEN = { inputTokens: 1, outputTokens: 0 }

/** Where the budgets of the `ladder` scenario stand, in percent: half below the first rung, half on it. */
const STANDS = [90, 93, 96, 99, 101, 104, 107, 110]
const LADDER_TOKENS = 1_000_000_000

/** `reserve` and `settle` of the limiter that an app makes: money, prices, ladder and repeats on, as they come. */
export async function ourLimiter(scenario: Scenario, keys: Keys): Promise<Batch> {
  const limiter = createLimiter({
    quotas: [
      '1000M requests / minute',
      scenario === 'ladder' ? '1000M tokens / hour' : '1000000M tokens / hour',
      '100000M output tokens / day',
      '$1000000 / month',
    ],
    store: memoryStore({ maxRecords: 200_000 }),
  })
  if (scenario === 'ladder') await useUp(limiter, keys.all)
  let turn = 0
  async function call(user: string): Promise<void> {
    turn = turn + 1 < CALLS.length ? turn + 1 : 0
    const wanted = CALLS[turn] ?? ONE_CALL
    const decision = await limiter.reserve({ subject: { user }, call: wanted })
    if (decision.outcome !== 'admitted') throw new Error(`The benchmark was refused: ${JSON.stringify(decision)}`)
    await decision.settle(scenario === 'ladder' ? ONE_TOKEN : { inputTokens: wanted.inputTokens, outputTokens: 200 })
  }
  for (const user of keys.all) await call(user)
  return async () => {
    for (let i = 0; i < BATCH; i += 1) await call(keys.next())
    return BATCH
  }
}

async function useUp(limiter: Limiter, users: readonly string[]): Promise<void> {
  const phases: string[] = []
  for (const [i, user] of users.entries()) {
    const half = Math.round((LADDER_TOKENS * (STANDS[i] ?? 0)) / 200)
    for (const inputTokens of [half, half]) {
      const decision = await limiter.reserve({ subject: { user }, call: { ...ONE_CALL, inputTokens } })
      if (decision.outcome !== 'admitted') throw new Error(`Using up was refused: ${JSON.stringify(decision)}`)
      await decision.settle({ inputTokens, outputTokens: 0 })
    }
    const decision = await limiter.reserve({ subject: { user }, call: ONE_CALL })
    if (decision.outcome !== 'admitted') throw new Error(`The ladder refused: ${JSON.stringify(decision)}`)
    phases.push(decision.phase)
    await decision.release()
  }
  if (phases.join() !== 'warning,warning,warning,warning,soft,soft,soft,soft')
    throw new Error(`The subjects are not where they should be on the ladder: ${phases.join()}`)
}
