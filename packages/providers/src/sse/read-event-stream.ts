import type { Usage } from '@llm-limit/core'
import { isJsonObject, type JsonObject, parseJson } from '../json.js'
import { createTokenMeter } from '../token-meter.js'
import { laterUsage } from '../usage.js'
import type { CountTokens, StreamReader } from '../wire.js'
import { createEventCutter } from './event-cutter.js'
import { eventData, eventText } from './event-data.js'

const encoder = new TextEncoder()

/** How OpenAI and those after it end a stream. */
const DONE = '[DONE]'

/** What is needed to end a stream early as its API would; one for each stream. */
export interface StreamEnding {
  /** Sees every event before the end. */
  see(data: JsonObject): void
  /** The events that are missing. @param usage As last reported, the delivered tokens where no output is. */
  write(usage: Usage): string
}

export interface EventStreamOptions {
  readonly countTokens: CountTokens
  /** Usage in the JSON of one event. */
  readonly usageOf: (data: JsonObject) => Usage | undefined
  /** Shows the generated text in the JSON of one event. */
  readonly eachText: (data: JsonObject, see: (text: string) => void) => void
  /** What to pass on of an event: the same object, other bytes, or none. Absent: the stream passes unaltered, nothing is held back. */
  readonly alter?: ((event: Uint8Array, text: string, data: JsonObject) => Uint8Array) | undefined
  /** Absent: a stream that is stopped just ends. */
  readonly ending?: StreamEnding | undefined
  /** Whether an event says that the answer is complete, in APIs that do not send `[DONE]`. */
  readonly isLast?: ((data: JsonObject) => boolean) | undefined
}

/** Reads usage and delivered text from server-sent events with JSON data. What is not JSON passes unread. */
export function readEventStream(options: EventStreamOptions): StreamReader {
  const { countTokens, usageOf, eachText, alter, ending, isLast } = options
  const meter = createTokenMeter(countTokens)
  let usage: Usage | undefined
  /** What was reported beyond the count of the text until then: reasoning that is not shown, and what the count is off by. */
  let unseen = 0
  let finished = false
  const delivered = (): number => meter.total() + unseen

  function visit(event: Uint8Array): Uint8Array {
    const text = eventText(event)
    const data = eventData(text)
    if (data === undefined) return event
    if (data.startsWith(DONE)) finished = true
    const parsed = parseJson(data)
    if (!isJsonObject(parsed)) return event
    eachText(parsed, meter.add)
    const told = usageOf(parsed)
    usage = laterUsage(usage, told)
    if (told?.outputTokens !== undefined) unseen = told.outputTokens - meter.total()
    ending?.see(parsed)
    if (isLast?.(parsed) === true) finished = true
    return alter === undefined ? event : alter(event, text, parsed)
  }

  // Half an event that was passed on could not be ended any more.
  const cutter = createEventCutter({ visit, withhold: alter !== undefined || ending !== undefined })
  return {
    push: cutter.push,
    end: cutter.end,
    usage: () => usage,
    delivered,
    deliveredAtMost: () => meter.atMost() + unseen,
    get finished() {
      return finished
    },
    stop() {
      finished = true
      return encoder.encode(ending?.write({ ...usage, outputTokens: delivered() }) ?? '')
    },
  }
}
