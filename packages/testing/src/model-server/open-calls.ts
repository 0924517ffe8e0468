/** Counts what has begun and not ended. */
export interface OpenCalls {
  readonly count: number
  /** Counts `work` while it runs; never fails. */
  run(work: () => Promise<void>): Promise<void>
  /** Settles when nothing is open. */
  idle(): Promise<void>
}

export function openCalls(): OpenCalls {
  let count = 0
  let waiting: (() => void)[] = []

  return {
    get count() {
      return count
    },
    async run(work) {
      count += 1
      try {
        await work()
      } finally {
        count -= 1
        if (count === 0) {
          for (const resume of waiting) resume()
          waiting = []
        }
      }
    },
    idle: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => void waiting.push(resolve))),
  }
}
