import {
  type Clock,
  offerList,
  type Partition,
  type PartitionRecord,
  type Refused,
  type ReserveCall,
  type Store,
  usedIn,
} from '@llm-limit/core'
import { isSoundOffer } from './amounts.js'
import { type Command, type Outcome, runOnModel, touchedBy } from './command.js'
import { type Difference, differentReply, differentRetry, differentUse } from './difference.js'
import { brokenCounter, overCap, writesNothing } from './invariants.js'
import { type ReferenceStore, referenceStore } from './reference-store.js'
import { runOnStore, withCause } from './run-on-store.js'
import { type Source, STORY_START } from './story.js'

export interface PairOptions {
  /** Makes an empty store that reads no other clock. */
  readonly store: (clock: Clock) => Store
  /** Units used of each quota at `now`, out of what `peek` returned; core's `usedIn` by default. */
  readonly usedOf?:
    | ((records: readonly PartitionRecord[], partitions: readonly Partition[], now: number) => readonly number[])
    | undefined
  /** Milliseconds until a refused call would be admitted; Infinity and 'never' are one. Left out, it is not compared. */
  readonly retryAfterOf?: ((call: ReserveCall, reply: Refused) => number | 'never') | undefined
}

export interface Step {
  readonly command: Command
  /** The raw clock. */
  readonly clock: number
  /** What the model replied. */
  readonly outcome: Outcome
}

interface Pair {
  readonly options: PairOptions
  readonly model: ReferenceStore
  readonly store: Store
  readonly granted: Set<string>
  clock: number
  /** What was touched last: a step of the clock is judged by it. */
  partitions: readonly Partition[]
}

/** Model and store take the same steps until the source ends or they differ. */
export async function runPair(
  options: PairOptions,
  source: Source,
): Promise<{ readonly steps: readonly Step[]; readonly difference: Difference | undefined }> {
  const model = referenceStore()
  const clock = { now: () => pair.clock, setTimer: () => () => undefined }
  const pair: Pair = {
    options,
    model,
    store: options.store(clock),
    granted: new Set(),
    clock: STORY_START,
    partitions: [],
  }
  const steps: Step[] = []
  let difference: Difference | undefined
  while (difference === undefined) {
    const command = source.next(model, pair.clock)
    if (command === undefined) break
    const taken = await takeStep(pair, command)
    steps.push(taken.step)
    difference = taken.difference
    source.observe(command, taken.step.outcome)
  }
  await pair.store.close()
  return { steps, difference }
}

async function takeStep(
  pair: Pair,
  command: Command,
): Promise<{ readonly step: Step; readonly difference: Difference | undefined }> {
  if (command.do === 'clock') pair.clock = command.to
  else pair.partitions = touchedBy(command)
  const { options, model, store, clock, partitions } = pair
  const outcome = runOnModel(model, command, clock)
  const step = { command, clock, outcome }
  try {
    const before = writesNothing(outcome) ? JSON.stringify((await store.peek(partitions)).records) : undefined
    const reply = await runOnStore(store, command)
    const difference =
      differentReply(outcome, reply) ??
      (isSound(command) ? differentRetry(options.retryAfterOf, model, command, reply, clock) : undefined) ??
      (await differentState(pair, before)) ??
      overCapOnce(pair, command, outcome)
    return { step, difference }
  } catch (error) {
    return { step, difference: failedLook(error) }
  }
}

function failedLook(error: unknown): Difference {
  const name = error instanceof Error ? error.name : 'what is thrown'
  return { what: `${name} of peek`, model: 'a reply', store: withCause(error) }
}

/** An offer that is no amounts is refused when it is reached, and later a call may reach further. */
function isSound(command: Command): boolean {
  return command.do !== 'reserve' || offerList(command.call.offers).every(isSoundOffer)
}

async function differentState(pair: Pair, before: string | undefined): Promise<Difference | undefined> {
  const { options, model, store, clock, partitions } = pair
  if (partitions.length === 0) return undefined
  const { now, records } = await store.peek(partitions)
  const after = before === undefined ? undefined : JSON.stringify(records)
  if (after !== before) return { what: 'I16: nothing may be written', model: `${before}`, store: `${after}` }
  const time = model.time(partitions, clock)
  if (now !== time) return { what: 'now of peek', model: `${time}`, store: `${now}` }
  const { usedOf = usedIn } = options
  return differentUse(model, partitions, now, usedOf(records, partitions, now)) ?? brokenCounter(records)
}

/** An id that is granted again may have grown above its cap since. */
function overCapOnce(pair: Pair, command: Command, outcome: Outcome): Difference | undefined {
  if (command.do !== 'reserve' || outcome.kind !== 'granted' || pair.granted.has(command.call.id)) return undefined
  pair.granted.add(command.call.id)
  return overCap(command.call, outcome)
}
