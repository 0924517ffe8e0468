import { counting } from './exact/counting.js'
import { nextTurn } from './exact/turns.js'

export interface SliceOptions {
  /** Longest time in ms to count before other work gets its turn. Default 8. */
  readonly sliceMs?: number | undefined
}

/**
 * The exact number of o200k tokens in `text`, in n log n on any input. Special tokens such as `<|endoftext|>` are plain text.
 * Blocks until it is done (about 20 MB/s on text): for input of unknown size take `countTokensInSlices`.
 */
export function countTokens(text: string): number {
  const steps = counting(text)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** `countTokens` in slices of at most `sliceMs`, each in its own turn of the event loop. */
export async function countTokensInSlices(text: string, { sliceMs = 8 }: SliceOptions = {}): Promise<number> {
  const steps = counting(text)
  for (;;) {
    await nextTurn()
    const end = performance.now() + sliceMs
    do {
      const step = steps.next()
      if (step.done) return step.value
    } while (performance.now() < end)
  }
}
