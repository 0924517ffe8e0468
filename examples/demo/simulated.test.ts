import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { CallEstimate, Decision, Limiter } from '@llm-limit/core'
import { type LogCall, simulate } from '@llm-limit/simulator'
import { fakeModelServer } from '@llm-limit/testing'
import { chatApp } from './app.js'
import { browsersAt } from './browsers.js'
import { readHour, type Visit } from './hour.js'
import { chatLimiter } from './limits.js'
import { listen } from './listen.js'
import { answerMs } from './model.js'
import { placeIn } from './prompts.js'
import { timeline } from './timeline.fixture.js'
import { rankOf, tierOf } from './users.js'

const hour = readHour()
/** The whole hour of two users who pay and of thirty who do not: enough for every phase, few enough for a test. */
const visits = hour.visits.filter(({ user }) => {
  const rank = rankOf(user)
  return (rank >= 4 && rank <= 5) || (rank >= 101 && rank <= 130)
})

/** A decision as far as anybody sees it. */
function seen(decision: Decision): object {
  if (decision.outcome === 'admitted') {
    const { phase, tier, terms } = decision
    return { phase, tier, terms }
  }
  return decision.outcome === 'denied'
    ? { reason: decision.reason, phase: decision.phase, retryAfterMs: decision.retryAfterMs }
    : decision
}

interface LiveCall {
  readonly visit: Visit
  readonly call: CallEstimate
  readonly decision: object
}

/** The app of the demo behind HTTP, with the SDK and a model server, in steps: every clock stands still until all that happens now has happened. */
async function replayLive(): Promise<{ calls: LiveCall[]; limiter: Limiter }> {
  const time = timeline(hour.startMs)
  const limiter = chatLimiter({ clock: time.limiterClock })
  const calls: LiveCall[] = []
  const estimates = new Map<number, number>()
  let asking = visits[0]
  let settled = 0
  const watched: typeof limiter = {
    ...limiter,
    async reserve(request) {
      return this.decide(request)
    },
    async decide(request) {
      const visit = asking
      const decision = await limiter.decide(request)
      if (visit === undefined) throw new Error('Nobody has asked.')
      estimates.set(visit.place, request.call?.inputTokens ?? 0)
      calls.push({ visit, call: request.call ?? { inputTokens: 0 }, decision: seen(decision) })
      return decision
    },
  }
  limiter.on('reservation-settled', () => {
    settled += 1
  })
  const model = await fakeModelServer({
    clock: time.modelClock,
    keepBodies: false,
    // The model bills what the app has estimated, as a log of that app would say.
    behave(request) {
      const visit = hour.visits[placeIn(request.text)]
      if (visit === undefined) throw new RangeError('This prompt is not of the trace.')
      const cap = Number(/"max_completion_tokens":(\d+)/.exec(request.text)?.[1] ?? Number.POSITIVE_INFINITY)
      const { outputTokens, place } = visit
      return {
        inputTokens: estimates.get(place) ?? 0,
        outputTokens,
        firstByteDelayMs: answerMs(Math.min(outputTokens, cap)),
      }
    },
  })
  const app = await listen(chatApp({ limiter: watched, baseURL: model.url }))
  const browsers = browsersAt(app.url)
  let [inFlight, answered] = [0, 0]

  async function send(visit: Visit): Promise<void> {
    inFlight += 1
    asking = visit
    const { status } = await browsers.ask(visit, () => {})
    inFlight -= 1
    if (status === 200) answered += 1
    else if (status !== 429) throw new Error(`The app answered ${status}.`)
  }

  const isStill = (): boolean => time.resting === inFlight && settled === answered
  const failures: unknown[] = []
  for (const visit of visits) {
    await time.advance(hour.startMs + visit.atMs, isStill)
    send(visit).catch((cause) => failures.push(cause))
    await time.still(isStill)
    expect(failures).toEqual([])
  }
  await time.advance(Number.POSITIVE_INFINITY, isStill)
  browsers.close()
  app.close()
  await model.close()
  await limiter.close()
  return { calls, limiter }
}

describe('the simulator and the live app', () => {
  let live: Awaited<ReturnType<typeof replayLive>>
  beforeAll(async () => {
    live = await replayLive()
  }, 300_000)
  afterAll(() => live.limiter.close())

  it('decide alike about the same hour, request by request', async () => {
    const log = live.calls.map(
      ({ visit, call }): LogCall => ({
        ...{
          line: visit.place + 2,
          atMs: hour.startMs + visit.atMs,
          user: visit.user,
          org: undefined,
          tier: undefined,
        },
        ...{ operation: 'chat', model: call.model, inputTokens: call.inputTokens, outputTokens: visit.outputTokens },
        maxOutputTokens: call.maxOutputTokens,
      }),
    )
    const decisions: object[] = []
    const onDecision = (_: LogCall, decision: Decision): void => {
      decisions.push(seen(decision))
    }
    await simulate([log], [{ policy: live.limiter.policy, onDecision }])
    expect(live.calls).toHaveLength(visits.length)
    expect(decisions).toEqual(live.calls.map(({ decision }) => decision))
  })

  it('have met every phase of both tiers, but the end of premium, where nobody comes on the default ladder', () => {
    const met = new Set(
      live.calls.map(({ visit, decision }) => `${tierOf(visit)} ${'phase' in decision ? decision.phase : ''}`),
    )
    const beforeTheEnd = ['normal', 'soft', 'warning']
    expect([...met].sort()).toEqual([
      ...['hard', ...beforeTheEnd].map((phase) => `free ${phase}`),
      ...beforeTheEnd.map((phase) => `premium ${phase}`),
    ])
  })
})
