import type { Usage } from '@llm-limit/core'
import { isJsonObject, type JsonObject, parseJson } from '../json.js'
import { createTokenMeter } from '../token-meter.js'
import { laterUsage } from '../usage.js'
import type { CountTokens, StreamReader } from '../wire.js'
import { createEventCutter } from './event-cutter.js'
import { eventData, eventText } from './event-data.js'

/** How OpenAI and those after it end a stream. */
const DONE = '[DONE]'

export interface EventStreamOptions {
  readonly countTokens: CountTokens
  /** Usage in the JSON of one event. */
  readonly usageOf: (data: JsonObject) => Usage | undefined
  /** Shows the generated text in the JSON of one event. */
  readonly eachText: (data: JsonObject, see: (text: string) => void) => void
  /** What to pass on of an event: the same object, other bytes, or none. Absent: the stream passes unaltered, nothing is held back. */
  readonly alter?: ((event: Uint8Array, text: string, data: JsonObject) => Uint8Array) | undefined
}

/** Reads usage and delivered text from server-sent events with JSON data. What is not JSON passes unread. */
export function readEventStream({ countTokens, usageOf, eachText, alter }: EventStreamOptions): StreamReader {
  const meter = createTokenMeter(countTokens)
  let usage: Usage | undefined
  let finished = false

  function visit(event: Uint8Array): Uint8Array {
    const text = eventText(event)
    const data = eventData(text)
    if (data === undefined) return event
    if (data.startsWith(DONE)) finished = true
    const parsed = parseJson(data)
    if (!isJsonObject(parsed)) return event
    usage = laterUsage(usage, usageOf(parsed))
    eachText(parsed, meter.add)
    return alter === undefined ? event : alter(event, text, parsed)
  }

  const cutter = createEventCutter({ visit, withhold: alter !== undefined })
  return {
    push: cutter.push,
    end: cutter.end,
    usage: () => usage,
    delivered: meter.total,
    get finished() {
      return finished
    },
  }
}
