import type { ReserveCall } from '@llm-limit/core'
import { planComeback } from './comebacks.js'
import type { Command, History, Outcome } from './command.js'
import { runOnModel, touchedBy } from './command.js'
import { planFlood } from './floods.js'
import { advance, quotasOf, raise, renew, reserveAgain, reserveNew, reset, runBackwards, settle } from './makers.js'
import { type Maker, type Plot, randomPlot } from './plot.js'
import { withOtherLimits, withOtherQuotas } from './policies.js'
import type { Random } from './random.js'
import { type ReferenceStore, referenceStore } from './reference-store.js'
import { spoil } from './spoil.js'

/** Where the steps of a history come from. */
export interface Source {
  next(model: ReferenceStore, clock: number): Command | undefined
  /** Tells what the model replied. */
  observe(command: Command, outcome: Outcome): void
}

/** Times of histories begin here; 2023-11-14T22:13:20Z. */
export const STORY_START = 1_700_000_000_000

/** Of a history; floods and comebacks add to it. */
export const LEAST_COMMANDS = 30

const KINDS: readonly (readonly [weight: number, maker: Maker])[] = [
  [32, reserveNew],
  [26, advance],
  [14, settle],
  [9, renew],
  [9, raise],
  [4, reserveAgain],
  [2, runBackwards],
  [2, reset],
]

/** A history that grows step by step and draws its values from what the model holds at that moment. */
export function story(random: Random): Source {
  const plot = randomPlot(random)
  let left = random.integer(LEAST_COMMANDS, random.pick([30, 32, 40]))
  return {
    next(model, clock) {
      const planned = plot.planned.shift()
      if (planned !== undefined) return planned(plot, model, clock)
      if (left === 0) return undefined
      left -= 1
      return nextCommand(plot, model, clock)
    },
    observe: (command, outcome) => remember(plot, command, outcome),
  }
}

/** The steps of a history once more. */
export function replay(history: History): Source {
  let index = 0
  return { next: () => history[index++], observe: () => undefined }
}

/** A whole history at once, told on a model of its own. */
export function randomHistory(random: Random): History {
  const model = referenceStore()
  const source = story(random)
  const history: Command[] = []
  let clock = STORY_START
  for (let command = source.next(model, clock); command !== undefined; command = source.next(model, clock)) {
    history.push(command)
    if (command.do === 'clock') clock = command.to
    source.observe(command, runOnModel(model, command, clock))
  }
  return history
}

function nextCommand(plot: Plot, model: ReferenceStore, clock: number): Command {
  const { random } = plot
  if (random.oneIn(20)) plot.policy = withOtherLimits(random, plot.policy)
  if (random.oneIn(40)) plot.policy = withOtherQuotas(random, plot.policy)
  if (random.oneIn(100)) planComeback(plot)
  if (random.oneIn(1_500)) planFlood(plot)
  const command = weighted(random)(plot, model, clock)
  return random.oneIn(80) ? spoil(random, command) : command
}

function weighted(random: Random): Maker {
  let rest = random.integer(0, KINDS.reduce((sum, [weight]) => sum + weight, 0) - 1)
  for (const [weight, maker] of KINDS) {
    if (rest < weight) return maker
    rest -= weight
  }
  return reserveNew
}

function remember(plot: Plot, command: Command, outcome: Outcome): void {
  if ('now' in outcome) plot.latest = Math.max(plot.latest, outcome.now)
  if ('end' in outcome) plot.ends.add(outcome.end)
  if (command.do === 'reserve') rememberReserve(plot, command.call, outcome)
  if (command.do === 'raise' && outcome.kind === 'granted')
    rememberStep(plot, command.reservation.id, command.call.step)
  if (command.do !== 'settle' || !('now' in outcome)) return
  plot.ends.addSettled(quotasOf(touchedBy(command)), outcome.now)
  plot.open = plot.open.filter(({ id }) => id !== command.reservation.id)
}

function rememberStep({ steps }: Plot, id: string, step: number): void {
  steps.set(id, Math.max(step, steps.get(id) ?? 0))
}

function rememberReserve(plot: Plot, call: ReserveCall, outcome: Outcome): void {
  if (plot.calls.includes(call)) return
  plot.calls.push(call)
  const repeatFactor = outcome.kind === 'granted' ? outcome.repeatFactor : 1_000
  const fingerprint = call.repeat === undefined ? {} : { fingerprint: call.repeat.fingerprint }
  const reservation = { id: call.id, partitions: call.partitions, weight: call.weight, repeatFactor, ...fingerprint }
  plot.reservations.push(reservation)
  if (outcome.kind === 'granted') plot.open = [...plot.open, reservation]
}
