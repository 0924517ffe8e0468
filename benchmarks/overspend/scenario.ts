/** Units of the budget that all calls of a run share, and that nothing comes back to while it runs. */
export const LIMIT = 100_000
/** What is known of a call before the model answers: its input, and how long the answer may be. */
export const INPUT = 100
export const LONGEST_ANSWER = 400
export const ESTIMATE: number = INPUT + LONGEST_ANSWER
export const MODEL_MS = 20
/** A caller that is refused asks again after a model's time, this often in a row. */
export const PATIENCE = 10

/** What a call really spends: between 140 and 500, the same for everyone's n-th call. */
export function spentBy(call: number): number {
  return INPUT + 40 + ((call * 389) % (LONGEST_ANSWER - 39))
}

export interface Scenario {
  readonly processes: number
  /** Calls of a process at the same time. */
  readonly width: number
}

export const scenarios: readonly Scenario[] = [10, 100, 1_000].flatMap((width) =>
  [1, 4].map((processes) => ({ processes, width })),
)

/** What happened in one process, or in all. */
export interface Outcome {
  readonly spent: number
  readonly admitted: number
  readonly refused: number
  /** Neither: the store did not answer in time. */
  readonly failed: number
}

/** One budget in front of a model. */
export interface Gate {
  /** Calls the model if the budget lets it, and tells the budget what was spent. @returns whether the model was called. */
  pass(caller: string, spent: number, model: () => Promise<void>): Promise<boolean>
}
