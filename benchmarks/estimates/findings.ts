import { foretell } from './foretell.js'
import { limiterGate, worstCaseGate } from './gates.js'
import { afterWarmUp, bias, coverage, coverageByTenth, lossAgainstConstant, meanHold, medianUse } from './measures.js'
import { limitsFor, spendHour } from './spending-hour.js'
import { readTraffic, type Visit } from './traffic.js'

/** One figure, and what it has to be where that was promised. */
export interface Finding {
  readonly what: string
  readonly value: number
  readonly least?: number
  readonly most?: number
}

/** What an operation holds that states nothing. */
const DEFAULT_EXPECTED = 1_024
const NEW_CALLS = 50

export function isMissed({
  value,
  least = Number.NEGATIVE_INFINITY,
  most = Number.POSITIVE_INFINITY,
}: Finding): boolean {
  return !(value >= least && value <= most)
}

export function allFindings(): readonly Finding[] {
  const visits = readTraffic()
  return [
    ...quantileFindings(visits, 0.9, { least: 88, most: 92 }),
    ...quantileFindings(visits, 0.99, { least: 98, most: 99.7 }),
    ...newOperation(visits),
    ...refusals(visits, 0.8),
    ...refusals(visits, 1.5),
  ]
}

function quantileFindings(
  visits: readonly Visit[],
  quantile: number,
  covered: Pick<Finding, 'least' | 'most'>,
): Finding[] {
  const { calls, drifts } = foretell(visits, quantile, DEFAULT_EXPECTED)
  const judged = afterWarmUp(calls)
  const tenths = coverageByTenth(judged)
  const name = `p${quantile * 100}`
  return [
    { what: `${name}: answers covered, %`, value: coverage(judged), ...covered },
    { what: `${name}: least in a tenth of the time, %`, value: Math.min(...tenths), ...covered },
    { what: `${name}: most in a tenth of the time, %`, value: Math.max(...tenths), ...covered },
    {
      what: `${name}: pinball loss / best constant in hindsight`,
      value: lossAgainstConstant(judged, quantile),
      most: 1,
    },
    { what: `${name}: bias of the mean, %`, value: bias(judged), least: -5, most: 5 },
    { what: `${name}: drifts told of in the hour`, value: drifts.length },
  ]
}

function newOperation(visits: readonly Visit[]): Finding[] {
  const median = medianUse(foretell(visits, 0.99, DEFAULT_EXPECTED).calls)
  const first = (expected: number) => foretell(visits, 0.99, expected).calls.slice(0, NEW_CALLS)
  const byDefault = first(DEFAULT_EXPECTED)
  return [
    { what: 'first 50 calls: mean hold / median use of the trace', value: meanHold(byDefault) / median, most: 4 },
    {
      what: 'first 50 calls: largest hold / median use',
      value: Math.max(...byDefault.map(({ hold }) => hold)) / median,
    },
    { what: 'first 50 calls: answers covered, %', value: coverage(byDefault) },
    { what: 'first 50 calls, 600 expected: mean hold / median use', value: meanHold(first(600)) / median, most: 4 },
  ]
}

function refusals(visits: readonly Visit[], demand: number): Finding[] {
  const limits = limitsFor(visits, demand)
  const ours = spendHour(visits, limits, limiterGate(limits))
  const theirs = spendHour(visits, limits, worstCaseGate(limits))
  const name = `demand ${demand} of the limits`
  return [
    { what: `${name}: spent beyond limits, worst case, %`, value: theirs.overshoot },
    { what: `${name}: spent beyond limits, ours, %`, value: ours.overshoot, most: theirs.overshoot },
    { what: `${name}: refused while money was free, worst case, %`, value: theirs.refusedThoughFree },
    { what: `${name}: refused while money was free, ours, %`, value: ours.refusedThoughFree, most: 1 },
    { what: `${name}: refused, would have fitted in hindsight, worst case, %`, value: theirs.refusedInHindsight },
    { what: `${name}: refused, would have fitted in hindsight, ours, %`, value: ours.refusedInHindsight },
    { what: `${name}: refused in all, worst case, %`, value: theirs.refused },
    { what: `${name}: refused in all, ours, %`, value: ours.refused },
    { what: `${name}: answers cut, ours, %`, value: ours.cut },
  ]
}
