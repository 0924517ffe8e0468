import { createTokenMeter } from './token-meter.js'
import type { CountTokens, StreamReader } from './wire.js'

/** Counts a plain text answer as it passes, such as the AI SDK's text stream. It never reports usage. */
export function readTextStream({ countTokens }: { readonly countTokens: CountTokens }): StreamReader {
  const meter = createTokenMeter(countTokens)
  const decoder = new TextDecoder()
  let finished = false
  return {
    push(chunk) {
      meter.add(decoder.decode(chunk, { stream: true }))
      return chunk
    },
    end() {
      finished = true
      return new Uint8Array(0)
    },
    usage: () => undefined,
    delivered: meter.total,
    deliveredAtMost: meter.atMost,
    get finished() {
      return finished
    },
    stop() {
      finished = true
      return new Uint8Array(0)
    },
  }
}
