import type { Comparison } from './compare.js'
import { mean, overrunOf } from './table.js'
import { WALL } from './ways.js'

const MOST_OVERRUN = 0.02

/** What was promised of the first setting, and whether it holds. */
export function targetLines({ outcomes }: Comparison): string[] {
  const wall = mean(outcomes.get(WALL) ?? [], ({ refused }) => refused)
  const fewer = (name: string, least: number): string => {
    const own = outcomes.get(name) ?? []
    const share = 1 - mean(own, ({ refused }) => refused) / wall
    const overrun = overrunOf(own)
    const isMet = share >= least && overrun <= MOST_OVERRUN
    return `${mark(isMet)} ${name}: ${(100 * share).toFixed(1)} % fewer refused than the wall (wanted ${100 * least} %) at ${(100 * overrun).toFixed(2)} % overrun (at most ${100 * MOST_OVERRUN} %)`
  }
  const modest = mean(outcomes.get('+ learned estimates') ?? [], ({ refusedModest }) => refusedModest)
  return [
    fewer('+ learned estimates', 0.7).replace('+ learned estimates', 'the default ladder, as it ships'),
    fewer('+ waiting: everything on', 0.9),
    `${mark(modest === 0)} ${modest} requests refused, as it ships, of users who want less than 1.5 times their budget (wanted 0)`,
  ]
}

function mark(isMet: boolean): string {
  return isMet ? 'met   ' : 'missed'
}
