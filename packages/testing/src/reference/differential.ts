import { type Clock, type Refused, type ReserveCall, retryAfterMs, type Store } from '@llm-limit/core'
import type { History, Outcome } from './command.js'
import type { Difference } from './difference.js'
import { explainHistory } from './explain.js'
import { type PairOptions, runPair, type Step } from './pair.js'
import { seededRandom } from './random.js'
import { shrunk } from './shrink.js'
import { replay, type Source, story } from './story.js'

/** `retryAfterOf` is core's own by default. */
export interface CompareOptions extends Omit<PairOptions, 'store'> {
  /** Makes an empty store that reads no other clock, for a history of the seed. */
  readonly store: (clock: Clock, seed: number) => Store
  readonly histories: number
  /** The n-th history grows from seed + n. */
  readonly seed: number
  /** Compares retry times in every n-th history only, since the model finds them by trying; 1 by default. */
  readonly retryAfterEvery?: number | undefined
  /** So many histories are under way at once, for stores that are far away; 1 by default. */
  readonly atOnce?: number | undefined
  /** Is told of each difference, and the other histories go on; without it the first is thrown. */
  readonly whenDifferent?: ((error: DifferenceError, seed: number) => void) | undefined
}

/** How often each command got each reply, as 'reserve granted'. */
export type Tally = ReadonlyMap<string, number>

/** Two implementations of the same rules disagree. The message is a shortest history that shows it. */
export class DifferenceError extends Error {
  override readonly name = 'DifferenceError'
}

/** Runs random histories on a store and on the model and compares whatever can be seen after each step. */
export async function compareHistories({
  histories,
  seed: first,
  atOnce = 1,
  ...rest
}: CompareOptions): Promise<Tally> {
  const tally = new Map<string, number>()
  let next = first
  let end = first + histories
  const lane = async () => {
    while (next < end) for (const step of await compareSeed(rest, next++)) count(tally, step)
  }
  const stopAll = (error: unknown) => {
    end = next
    throw error
  }
  const lanes = Array.from({ length: atOnce }, () => lane().catch(stopAll))
  for (const ended of await Promise.allSettled(lanes)) if (ended.status === 'rejected') throw ended.reason
  return tally
}

async function compareSeed(
  options: Omit<CompareOptions, 'histories' | 'seed' | 'atOnce'>,
  seed: number,
): Promise<readonly Step[]> {
  const { store, retryAfterEvery = 1, retryAfterOf = retryAfterInCore, whenDifferent, usedOf } = options
  const pair = { store: (clock: Clock) => store(clock, seed), usedOf }
  try {
    const timed = seed % retryAfterEvery === 0 ? { ...pair, retryAfterOf } : pair
    return await compareHistory(timed, story(seededRandom(seed)), `seed ${seed}`)
  } catch (error) {
    if (whenDifferent === undefined || !(error instanceof DifferenceError)) throw error
    whenDifferent(error, seed)
    return []
  }
}

/** One history, from a story or a list of commands. */
export async function compareHistory(options: PairOptions, source: Source, name: string): Promise<readonly Step[]> {
  const { steps, difference } = await runPair(options, source)
  if (difference === undefined) return steps
  const fails = async (history: History) => {
    const shorter = await runPair(options, replay(history))
    return shorter.difference?.what === difference.what
  }
  const history = steps.map((step) => step.command)
  const shortest = await shrunk(history, fails)
  const last = await runPair(options, replay(shortest))
  throw new DifferenceError(report(name, last.difference ?? difference, last.steps))
}

function retryAfterInCore(call: ReserveCall, reply: Refused): number {
  return retryAfterMs({ ...call, firstFactor: call.repeat?.factors[0] }, reply)
}

function report(name: string, difference: Difference, steps: readonly Step[]): string {
  const { what, model, store } = difference
  const head = `store and model differ (${name}) in the last of ${steps.length} steps: ${what}`
  return [head, `  model: ${model}`, `  store: ${store}`, ...explainHistory(steps)].join('\n')
}

function count(tally: Map<string, number>, { command, outcome }: Step): void {
  const key = `${command.do} ${labelOf(outcome)}`
  tally.set(key, (tally.get(key) ?? 0) + 1)
}

function labelOf(outcome: Outcome): string {
  return outcome.kind === 'refused' ? `refused by ${outcome.reason}` : outcome.kind
}
