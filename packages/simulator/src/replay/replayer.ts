import type { Admission, AdmittedCall, Decision, Denied, Terms } from '@llm-limit/core'
import { Findings } from '../findings/findings.js'
import { moneyBooks } from '../findings/money-books.js'
import type { Report } from '../findings/report.js'
import type { UserCount } from '../findings/users.js'
import type { LogCall } from '../log/log-call.js'
import { askedCost } from './asked-model.js'
import { crowdWith } from './behaviour.js'
import { Ending } from './ending.js'
import { answerTime, DEFAULT_MAX_USERS, type ReplayOptions } from './options.js'
import { seededRandom } from './seeded-random.js'
import { simulatedLimiter } from './simulated-limiter.js'
import { virtualTime } from './virtual-time.js'

/** One policy on its way through a log. */
export interface Replayer {
  /** Requests in the order in which they came. A promise only where the policy makes the engine wait, as for a tier. */
  replay(calls: readonly LogCall[]): Promise<void>
  /** Ends what is still open. */
  finish(): Promise<Report>
}

/** A request that was made, until it is served or refused. */
interface Asked {
  readonly call: LogCall
  readonly user: UserCount
  /** Until when it may wait for a refill. */
  readonly waitsUntilMs: number
  readonly tries: number
  readonly hasWaited: boolean
}

/** A request that was admitted, as the engine told of it. */
interface Granted {
  readonly admission: Admission
  readonly tier: string
  readonly phase: string
  readonly rung: number
  readonly isClamped: boolean
}

const NO_ANSWER = 'The memory store of the simulation did not answer.'

/** @throws ConfigError for a policy or an option that cannot be. */
export function replayer(options: ReplayOptions): Replayer {
  const { policy, speed, behaviour = {}, waitMs = 0, seed = 1, maxUsers = DEFAULT_MAX_USERS } = options
  const { onDecision, onUser } = options
  const time = virtualTime(0)
  const books = moneyBooks(policy, maxUsers)
  const findings = new Findings(maxUsers)
  const crowd = crowdWith(behaviour, seededRandom(seed))
  const answerMs = answerTime(speed)
  const costOf = askedCost(policy)
  const { leaseMs = 60_000 } = policy
  const { aroundStore = (store) => store } = options
  const { limiter, told } = simulatedLimiter(policy, {
    clock: time.clock,
    maxUsers,
    around: (store) => books.watch(aroundStore(store, time.clock.now)),
  })

  const desk = { books, findings, told }

  function make(call: LogCall): Promise<void> | undefined {
    const user = findings.users.of(call)
    if (crowd.makes(user, time.now))
      return ask({ call, user, waitsUntilMs: time.now + waitMs, tries: 1, hasWaited: false })
    findings.unmade(call, user)
    return undefined
  }

  function ask(asked: Asked): Promise<void> | undefined {
    const { user, org, tier, operation, model, inputTokens, maxOutputTokens } = asked.call
    const decision = limiter.decide({
      subject: { user, org, tier },
      operation,
      call: { model, inputTokens, maxOutputTokens },
    })
    if (decision instanceof Promise) return decision.then((late) => answer(asked, late))
    answer(asked, decision)
    return undefined
  }

  function answer(asked: Asked, decision: Decision): void {
    onDecision?.(asked.call, decision, time.now)
    if (decision.outcome === 'admitted') serve(asked, decision)
    else if (decision.outcome === 'denied') refuse(asked, decision)
    else throw new Error(NO_ANSWER)
  }

  function serve(asked: Asked, admission: Admission): void {
    const { terms } = admission
    const { delayMs, maxOutputTokens } = terms
    const { tier, phase, rung, isClamped } = told
    const granted: Granted = { admission, tier, phase, rung, isClamped }
    // What lasts shorter is settled before it would be renewed.
    const lastsMs = delayMs + answerMs(Math.min(asked.call.outputTokens, maxOutputTokens))
    if (lastsMs >= leaseMs) admission.keepAlive()
    if (delayMs === 0) return answerWith(asked, granted, terms)
    time.schedule({ atMs: time.now + delayMs, order: 0, happen: () => callLater(asked, granted) })
  }

  /** After the delay of a rung the engine may know better what the call needs, as it does at the call door of the app. */
  async function callLater(asked: Asked, granted: Granted): Promise<void> {
    const { model, inputTokens, maxOutputTokens } = asked.call
    const decision = await granted.admission.reserve({ model, inputTokens, maxOutputTokens })
    if (decision.outcome === 'admitted') return answerWith(asked, granted, decision.terms, decision)
    await granted.admission.end('failed')
    if (decision.outcome === 'unavailable') throw new Error(NO_ANSWER)
    refuse(asked, decision)
  }

  function answerWith(asked: Asked, granted: Granted, terms: Terms, modelCall?: AdmittedCall): void {
    const { call, user, hasWaited } = asked
    const { inputTokens, outputTokens } = call
    const servedTokens = Math.min(outputTokens, terms.maxOutputTokens)
    const demandedNanoUsd = costOf(call, outputTokens)
    const bins = findings.served(call, user, granted.tier, {
      phase: granted.phase,
      rung: granted.rung,
      isClamped: granted.isClamped,
      hasWaited,
      isOtherModel: terms.insteadOf !== undefined,
      askedTokens: outputTokens,
      servedTokens,
      demandedNanoUsd,
      servedNanoUsd: servedTokens === outputTokens ? demandedNanoUsd : costOf(call, servedTokens),
    })
    crowd.served(user, granted.phase, time.now)
    const usage = { model: terms.model, inputTokens, outputTokens: servedTokens }
    time.schedule(new Ending(desk, time.now + answerMs(servedTokens), granted.admission, modelCall, bins, usage))
  }

  function refuse(asked: Asked, { reason, retryAfterMs }: Denied): void {
    const { call, user, waitsUntilMs, tries } = asked
    const refillsAtMs = time.now + Math.max(1, retryAfterMs)
    if (refillsAtMs <= waitsUntilMs) return askAt(refillsAtMs, { ...asked, hasWaited: true })
    findings.refusal(call, user, told.tier, reason, time.now, retryAfterMs)
    const againMs = crowd.comesAgain(tries, retryAfterMs)
    if (againMs !== undefined)
      return askAt(time.now + againMs, { ...asked, tries: tries + 1, waitsUntilMs: time.now + againMs + waitMs })
    findings.refused(call, user, told.tier, costOf(call, call.outputTokens))
    crowd.refused(user, time.now)
  }

  function askAt(atMs: number, asked: Asked): void {
    time.schedule({ atMs, order: 0, happen: () => ask(asked) })
  }

  return {
    async replay(calls) {
      for (const call of calls) {
        const passing = time.advance(call.atMs)
        if (passing !== undefined) await passing
        const making = make(call)
        if (making !== undefined) await making
      }
    },
    async finish() {
      await time.finish()
      await limiter.close()
      if (onUser !== undefined)
        for (const { user, org, tier, count } of findings.users.all()) onUser({ user, org, tier, ...count })
      return findings.report(books, told.isStoreFull)
    },
  }
}
