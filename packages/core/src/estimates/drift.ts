/** About this many calls count. */
const MOST_CALLS = 256
const FEWEST_CALLS = 50
/** Estimated and true cost may differ by this much. */
const TOLERANCE = 0.15
/** A drift is over when they differ by less. */
const OVER = 0.075
/** Differences that chance makes in one of 15,000 looks are none. */
const DEVIATIONS = 4

/** Watches how what calls were estimated to cost compares with what they cost. */
export class Drift {
  #calls = 0
  #estimated = 0
  #real = 0
  #squares = 0
  #isDrifting = false

  /** @returns estimated / true cost, when it has just begun to drift. */
  see(estimated: number, real: number): number | undefined {
    this.#calls += 1
    this.#estimated += estimated
    this.#real += real
    this.#squares += (estimated - real) ** 2
    if (this.#calls > MOST_CALLS) this.#halve()
    if (this.#calls < FEWEST_CALLS || this.#real <= 0) return undefined
    const ratio = this.#estimated / this.#real
    const distance = Math.abs(ratio - 1)
    if (distance < OVER) this.#isDrifting = false
    if (this.#isDrifting || distance <= TOLERANCE || !this.#isMeant()) return undefined
    this.#isDrifting = true
    this.#calls = this.#estimated = this.#real = this.#squares = 0
    return ratio
  }

  #isMeant(): boolean {
    return Math.abs(this.#estimated - this.#real) > DEVIATIONS * Math.sqrt(this.#squares)
  }

  #halve(): void {
    this.#calls /= 2
    this.#estimated /= 2
    this.#real /= 2
    this.#squares /= 2
  }
}
