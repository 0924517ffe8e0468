import { setTimeout as wait } from 'node:timers/promises'
import { type Gate, MODEL_MS, type Outcome, PATIENCE, spentBy } from './scenario.js'

/** Calls without a pause, at any time `width` at once, until the budget refuses for good. */
export async function callUntilRefused(gate: Gate, name: string, width: number): Promise<Outcome> {
  const outcome = { spent: 0, admitted: 0, refused: 0, failed: 0 }
  let asked = 0

  async function call(caller: string): Promise<boolean> {
    asked += 1
    const spent = spentBy(asked)
    const model = async (): Promise<void> => {
      outcome.spent += spent
      outcome.admitted += 1
      await wait(MODEL_MS)
    }
    try {
      const isAdmitted = await gate.pass(caller, spent, model)
      if (!isAdmitted) outcome.refused += 1
      return isAdmitted
    } catch (failure) {
      if (Object(failure).code !== 'store-failed') throw failure
      outcome.failed += 1
      return false
    }
  }

  async function callAgain(caller: string): Promise<void> {
    for (let refusals = 0; refusals < PATIENCE; ) {
      const isAdmitted = await call(caller)
      refusals = isAdmitted ? 0 : refusals + 1
      if (!isAdmitted) await wait(MODEL_MS)
    }
  }

  await Promise.all(Array.from({ length: width }, (_, i) => callAgain(`${name}-${i}`)))
  return outcome
}
