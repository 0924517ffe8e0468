/** Retries beyond this share of the calls would feed an overload: https://sre.google/sre-book/handling-overload/ */
const SHARE = 0.1
const MOST_SAVED = 10

/** Allows retries of at most a tenth of all calls. */
export interface RetryBudget {
  called(): void
  /** @returns whether there may be one; it is spent then. */
  take(): boolean
}

export function retryBudget(): RetryBudget {
  let saved = 1
  return {
    called() {
      saved = Math.min(MOST_SAVED, saved + SHARE)
    },
    take() {
      if (saved < 1) return false
      saved -= 1
      return true
    },
  }
}
