import type { Clock } from '../clock.js'
import { StoreError } from '../errors.js'

/** The answer, or a `StoreError` when it does not come in time. What comes later is dropped, a late rejection too. */
export function withDeadline<Reply>(answer: Promise<Reply>, deadlineMs: number, clock: Clock): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new StoreError(`The store did not answer within ${deadlineMs} ms.`))
    // One more turn of the loop: where it was blocked, the answer may lie here already.
    let cancel = clock.setTimer(() => {
      cancel = clock.setTimer(giveUp, 0)
    }, deadlineMs)
    answer.then(
      (reply) => {
        cancel()
        resolve(reply)
      },
      (cause) => {
        cancel()
        reject(cause)
      },
    )
  })
}
