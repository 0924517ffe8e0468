import { setImmediate as nextTurn } from 'node:timers/promises'
import { drawScenario, type Mode } from './scenario/draw-scenario.js'
import type { Scenario } from './scenario/scenario.js'
import { shrinkScenario } from './shrink/shrink-scenario.js'
import { simulate } from './simulate.js'

export interface Campaign {
  readonly mode: Mode
  /** The first seed, and how many. */
  readonly from: number
  readonly seeds: number
  /** Told now and then how many seeds were run. */
  readonly whenRun?: ((seeds: number) => void) | undefined
}

/** A seed that broke a promise, made as small as it gets. */
export interface Failure {
  readonly seed: number
  readonly invariant: string
  readonly what: string
  readonly scenario: Scenario
  readonly history: readonly string[]
}

export interface CampaignReport {
  /** How often each thing happened. */
  readonly counts: Readonly<Record<string, number>>
  readonly ran: number
  readonly failure: Failure | undefined
}

const TOLD_EVERY = 250
/** So often a seed runs twice, to see that it is the same twice. */
const TWICE_EVERY = 500

/** Runs seed after seed until one breaks a promise. */
export async function runCampaign({ mode, from, seeds, whenRun }: Campaign): Promise<CampaignReport> {
  const counts = new Map<string, number>()
  const unhandled: unknown[] = []
  const note = (cause: unknown): void => void unhandled.push(cause)
  process.on('unhandledRejection', note)
  // Nobody reads the stacks of errors that a simulated network makes by the thousand.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  let ran = 0
  let failure: Failure | undefined
  while (ran < seeds && failure === undefined) {
    const seed = from + ran
    const run = await simulate(drawScenario(seed, mode))
    // A rejection that nobody hears of is told at the end of a turn.
    await nextTurn()
    for (const [what, times] of run.counts) counts.set(what, (counts.get(what) ?? 0) + times)
    if (run.violation !== undefined) failure = await failureOf(seed, mode)
    else if (ran % TWICE_EVERY === 0 && !(await isSameTwice(seed, mode))) failure = unlike(seed, mode)
    else if (unhandled.length > 0) failure = unhandledAt(seed, mode, unhandled[0])
    ran += 1
    if (ran % TOLD_EVERY === 0) whenRun?.(ran)
  }
  Error.stackTraceLimit = stackTraceLimit
  process.off('unhandledRejection', note)
  return { counts: Object.fromEntries(counts), ran, failure }
}

async function failureOf(seed: number, mode: Mode): Promise<Failure> {
  const scenario = await shrinkScenario(drawScenario(seed, mode))
  const { violation, history } = await simulate(scenario, { isTold: true })
  const { invariant, what } = violation ?? {
    invariant: 'I3',
    what: 'Not the same again: the simulation itself is broken.',
  }
  return { seed, invariant, what, scenario, history }
}

async function isSameTwice(seed: number, mode: Mode): Promise<boolean> {
  const first = await simulate(drawScenario(seed, mode), { isTold: true })
  const again = await simulate(drawScenario(seed, mode), { isTold: true })
  return first.history.join('\n') === again.history.join('\n')
}

function unlike(seed: number, mode: Mode): Failure {
  const what = 'two runs of one seed are not the same: the simulation itself is broken'
  return { seed, invariant: 'I5', what, scenario: drawScenario(seed, mode), history: [] }
}

function unhandledAt(seed: number, mode: Mode, cause: unknown): Failure {
  const what = `a promise was rejected and nobody heard of it: ${cause instanceof Error ? cause.stack : String(cause)}`
  return { seed, invariant: 'I12', what, scenario: drawScenario(seed, mode), history: [] }
}
