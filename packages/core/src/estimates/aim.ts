/** So many misses' worth of coverage move the aim by what may be missed. */
const INERTIA = 20
/** How far below the wanted share the aim may fall, in shares that may be missed. */
const LOWEST = 2
const HIGHEST = 0.9

/**
 * Coverage, watched and corrected: the quantile to be read so that the wanted share of answers is covered. Each answer that was
 * missed raises it, each that was covered lowers it a little (Gibbs and Candes, Adaptive Conformal Inference, NeurIPS 2021).
 */
export class Aim {
  readonly #wanted: number
  #level: number

  constructor(wanted: number) {
    this.#wanted = wanted
    this.#level = wanted
  }

  get level(): number {
    return this.#level
  }

  /** @param missed 1 for an answer longer than was held for it, 0 for another; between where that is not known. */
  see(missed: number): void {
    const spare = 1 - this.#wanted
    const moved = this.#level + (spare / INERTIA) * (missed - spare)
    this.#level = Math.min(this.#wanted + HIGHEST * spare, Math.max(this.#wanted - LOWEST * spare, moved))
  }
}
