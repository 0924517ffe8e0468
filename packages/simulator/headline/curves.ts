import type { ModelPrice, Rung } from '@llm-limit/core'
import { prices } from '@llm-limit/providers'
import { costOf, MODEL } from './demand.js'
import { pacedLadder, spending, WALL, WAYS, type Way } from './ways.js'

const STARTS = [80, 90, 100, 110] as const
const SECOND_STARTS = [101, 103, 110, 115] as const
const PACES = [0.1, 0.25, 0.5, 0.75] as const
const CHEAPER = [1.7, 5, 25] as const
const TERMS = { phase: 'soft', output: { factor: 0.5, floor: 256 }, delayMs: 400 } as const
/** Its price is another one here. */
const CHEAP = 'gpt-5-mini'
const HARD: Rung = { at: 120, phase: 'hard' }

/** Where one cheaper rung starts, by how much cheaper it is; where a second one starts; where both start early. */
export const CURVES: readonly Way[] = [
  ...WAYS.filter(({ name }) => name === WALL),
  ...CHEAPER.flatMap((times) => STARTS.map((at) => oneRung(times, at))),
  ...STARTS.map((at) => twoRungs(at, at + 5)),
  ...SECOND_STARTS.map((at) => twoRungs(100, at)),
  ...PACES.map((pace) => spending(`default, pace ${pace}`, 120, { ladder: pacedLadder(pace) })),
]

function oneRung(times: number, at: number): Way {
  const ladder: readonly Rung[] = [{ at, ...TERMS, models: { [MODEL]: CHEAP } }, HARD]
  const table = prices({ overrides: { [CHEAP]: cheaperBy(times) } })
  return spending(`${times} times cheaper from ${at} %`, 120, { ladder, prices: table })
}

function twoRungs(at: number, second: number): Way {
  return spending(`mini from ${at} %, nano from ${second} %`, 120, {
    ladder: [{ at, ...TERMS }, { at: second, ...TERMS }, HARD],
  })
}

function cheaperBy(times: number): ModelPrice {
  return {
    input: Math.round(costOf(MODEL, 1_000, 0) / times),
    output: Math.round(costOf(MODEL, 0, 1_000) / times),
  }
}
