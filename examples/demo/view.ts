import { bar, dollars, percent, table, whole } from './figures.js'
import { type Count, type Tally, total } from './tally.js'
import type { Tier } from './users.js'

/** What there is to see at one moment of the replay. */
export interface Moment {
  /** On the limiter's clock. */
  readonly nowMs: number
  /** How much of the hour is over, from 0 to 1. */
  readonly done: number
  readonly open: number
  readonly tally: Tally
}

export interface View {
  show(moment: Moment): void
}

/** As much of process.stdout as is needed. */
export interface Output {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  write(text: string): unknown
}

/** NanoUsd that all users of a tier have together. */
export type Budgets = Readonly<Record<Tier, number>>

/** Redraws itself on a terminal; elsewhere a line for every tenth of the hour. */
export function viewOn(output: Output, budgets: Budgets): View {
  return output.isTTY ? liveView(output, budgets) : plainView(output)
}

function liveView(output: Output, budgets: Budgets): View {
  let height = 0
  return {
    show(moment) {
      // A line that wraps would be two to go back over.
      const lines = frame(moment, budgets).map((line) => line.slice(0, output.columns))
      const upwards = height === 0 ? '' : `\x1b[${height}A`
      output.write(upwards + lines.map((line) => `\x1b[2K${line}\n`).join(''))
      height = lines.length
    },
  }
}

const PLAIN_STEPS = 10

function plainView(output: Output): View {
  let shown = 0
  return {
    show(moment) {
      const step = Math.floor(moment.done * PLAIN_STEPS)
      if (step > shown) output.write(`${plainLine(moment)}\n`)
      shown = Math.max(shown, step)
    },
  }
}

function frame({ nowMs, done, open, tally }: Moment, budgets: Budgets): string[] {
  const { admitted, refused } = total(tally)
  const row = (tier: Tier): string[] => [`  ${tier}`, ...countsOf(tally[tier]), ...spending(tally[tier], budgets[tier])]
  return [
    `  ${timeOf(nowMs)}  ${bar(done, 50)}  ${percent(done)}, ${whole(admitted + refused)} calls, ${open} open`,
    '',
    ...table('lrrrrrrl', [
      ['  tier', 'admitted', 'warned', 'degraded', 'clamped', 'refused', 'spent', 'of all their budgets'],
      row('free'),
      row('premium'),
    ]),
  ]
}

function countsOf({ admitted, warned, degraded, clamped, refused }: Count): string[] {
  return [admitted, warned, degraded, clamped, refused].map(whole)
}

function spending({ nanoUsd }: Count, budget: number): string[] {
  return [dollars(nanoUsd), `${bar(nanoUsd / budget, 12)} ${percent(nanoUsd / budget)} of ${dollars(budget)}`]
}

function plainLine({ nowMs, done, open, tally }: Moment): string {
  const { admitted, warned, degraded, clamped, refused, nanoUsd } = total(tally)
  const counts = `${whole(admitted)} admitted (${whole(warned)} warned, ${whole(degraded)} degraded, ${whole(clamped)} clamped)`
  const share = `${Math.round(done * 100)} %`.padStart(5)
  return `  ${timeOf(nowMs)} ${share}  ${counts}, ${whole(refused)} refused, ${dollars(nanoUsd)} spent, ${open} open`
}

function timeOf(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(11, 19)
}
