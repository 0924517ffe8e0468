import { counting } from './exact/counting.js'
import { nextTurn } from './exact/turns.js'

export interface SliceOptions {
  /** Longest time in ms to count before other work gets its turn. Default 6, as collecting garbage comes on top. */
  readonly sliceMs?: number | undefined
}

/**
 * The exact number of o200k tokens in `text`, in n log n on any input. Special tokens such as `<|endoftext|>` are plain text.
 * Blocks until it is done, 5 to 30 MB/s: for input of unknown size take `countTokensInSlices`.
 */
export function countTokens(text: string): number {
  const steps = counting(text)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/**
 * `countTokens` in slices of about `sliceMs`, each in its own turn of the event loop, however many counts run at once.
 * Only finding the end of one unbroken piece of several megabytes takes longer.
 */
export async function countTokensInSlices(text: string, { sliceMs = 6 }: SliceOptions = {}): Promise<number> {
  const steps = counting(text)
  for (;;) {
    await nextTurn()
    const end = performance.now() + sliceMs
    for (let isLongNext = false; !isLongNext && performance.now() < end; ) {
      const step = steps.next()
      if (step.done) return step.value
      isLongNext = step.value
    }
  }
}
