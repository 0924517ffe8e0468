import { memoryStore } from '@llm-limit/express'
import { fakeClock } from '@llm-limit/testing'
import { audited } from './audit.js'
import type { Hour } from './hour.js'
import { chatLimiter, type LimiterSettings } from './limits.js'
import { answerMs } from './model.js'
import type { Overrun } from './overrun.js'
import { type Count, tallyOf, total } from './tally.js'

/** One way to keep the same budgets. */
export interface Way {
  readonly name: string
  readonly settings: Pick<LimiterSettings, 'ladder' | 'holds'>
}

export const WAYS: readonly Way[] = [
  { name: 'count after the call', settings: { ladder: 'wall', holds: false } },
  { name: 'wall at 100 %', settings: { ladder: 'wall' } },
  { name: 'ladder 80 / 100 / 120 %', settings: {} },
]

export interface Outcome {
  readonly name: string
  readonly count: Count
  readonly overruns: readonly Overrun[]
}

/** The hour with the limiter alone, in virtual time: the same policy always gives the same figures. */
export async function simulate({ visits, startMs }: Hour, { name, settings }: Way): Promise<Outcome> {
  const clock = fakeClock(startMs)
  const { store, audit } = audited(memoryStore({ clock }))
  const limiter = chatLimiter({ ...settings, clock, store })
  const tally = tallyOf(limiter)
  for (const { user, atMs, inputTokens, outputTokens } of visits) {
    clock.advance(startMs + atMs - clock.now())
    const call = { inputTokens: settings.holds === false ? 0 : inputTokens }
    const decision = await limiter.reserve({ subject: { user }, operation: 'chat', call })
    if (decision.outcome !== 'admitted') continue
    const { model, maxOutputTokens, delayMs } = decision.terms
    const usage = { model, inputTokens, outputTokens: Math.min(outputTokens, maxOutputTokens) }
    clock.setTimer(() => void decision.settle(usage), delayMs + answerMs(usage.outputTokens))
  }
  clock.advance(60_000)
  return { name, count: total(tally), overruns: audit.overruns() }
}
