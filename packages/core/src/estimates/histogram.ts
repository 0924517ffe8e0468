import { BINS } from './bins.js'

/** How often answers of each length were seen, older ones counting less. Histograms of several processes are simply added. */
export interface Histogram {
  readonly counts: Float64Array
  total: number
  /** Sum of the lengths, decayed like the counts. */
  tokens: number
}

export function emptyHistogram(): Histogram {
  return { counts: new Float64Array(BINS), total: 0, tokens: 0 }
}

/** @param part Less than 1 where it is not known which bin an answer belongs to. */
export function countIn(histogram: Histogram, bin: number, tokens: number, part: number): void {
  histogram.counts[bin] = (histogram.counts[bin] ?? 0) + part
  histogram.total += part
  histogram.tokens += tokens * part
}

export function addHistogram(to: Histogram, from: Histogram): void {
  for (let bin = 0; bin < BINS; bin += 1) to.counts[bin] = (to.counts[bin] ?? 0) + (from.counts[bin] ?? 0)
  to.total += from.total
  to.tokens += from.tokens
}

/** Halves until no more than `most` answers count. */
export function decay(histogram: Histogram, most: number): void {
  while (histogram.total > most) scale(histogram, 0.5)
}

/** Forgets all but the weight of `most` answers. */
export function fade(histogram: Histogram, most: number): void {
  if (histogram.total > most) scale(histogram, most / histogram.total)
}

function scale(histogram: Histogram, factor: number): void {
  for (let bin = 0; bin < BINS; bin += 1) histogram.counts[bin] = (histogram.counts[bin] ?? 0) * factor
  histogram.total *= factor
  histogram.tokens *= factor
}
