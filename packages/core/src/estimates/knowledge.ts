import { addHistogram, decay, emptyHistogram, fade, type Histogram } from './histogram.js'

/** More answers than this are halved, so that the newest 500 to 1,000 of a stratum count. */
export const MOST_ANSWERS = 1_000
/** What a drift leaves of what was known. */
const AFTER_DRIFT = 32
/** The stratum of all inputs. */
export const ALL = 0
const LARGEST_STRATUM = 22

/** What is known of one operation on one model: to be added up over processes. */
export interface Knowledge {
  /** How often it was found to have drifted. Of several processes that see one drift, one forgets. */
  era: number
  /** By the octave of the estimated input; `ALL` has every answer. */
  readonly strata: Map<number, Histogram>
  /** True / estimated input, estimated when the request came or at its single calls: handlers add context in between. */
  readonly input: { readonly request: Histogram; readonly call: Histogram }
}

export function noKnowledge(era: number): Knowledge {
  return { era, strata: new Map(), input: { request: emptyHistogram(), call: emptyHistogram() } }
}

/** Octaves of the input: 1 for none, 2 for 1, 3 for 2 and 3, and so on to a million tokens. */
export function stratumOf(inputTokens: number): number {
  return Math.min(LARGEST_STRATUM, 33 - Math.clz32(inputTokens))
}

export function isStratum(value: number): boolean {
  return Number.isInteger(value) && value >= ALL && value <= LARGEST_STRATUM
}

export function histogramOf({ strata }: Knowledge, stratum: number): Histogram {
  const known = strata.get(stratum)
  if (known !== undefined) return known
  const made = emptyHistogram()
  strata.set(stratum, made)
  return made
}

/** Adds what another process, or this one since it last asked, has learned. */
export function addKnowledge(to: Knowledge, from: Knowledge): void {
  if (from.era > to.era) forget(to, from.era)
  for (const [stratum, histogram] of from.strata) {
    addUp(histogramOf(to, stratum), histogram)
  }
  addUp(to.input.request, from.input.request)
  addUp(to.input.call, from.input.call)
}

function addUp(sum: Histogram, histogram: Histogram): void {
  addHistogram(sum, histogram)
  decay(sum, MOST_ANSWERS)
}

/** Begins an era in which the old one hardly counts. */
export function forget(knowledge: Knowledge, era: number): void {
  knowledge.era = era
  const { strata, input } = knowledge
  for (const histogram of [...strata.values(), input.request, input.call]) fade(histogram, AFTER_DRIFT)
}
