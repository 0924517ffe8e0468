import type { Answer } from './answer.js'
import type { Behaviour } from './behaviour.js'
import type { ErrorAnswer } from './fault.js'
import type { ModelCall } from './model-call.js'
import type { ModelRequest } from './model-request.js'
import type { CapRules } from './openai-chat/cap.js'
import type { TokenCounts } from './usage.js'

/** One server-sent event. */
export interface StreamEvent {
  /** Its `event` field; undefined: none. */
  readonly name?: string | undefined
  readonly data: string
}

/** One event of an answer. */
export interface Chunk {
  readonly name?: string | undefined
  readonly body: Readonly<Record<string, unknown>>
  /** What the call has used when this chunk is sent. */
  readonly soFar: TokenCounts
}

/** One API that generates text, as its server speaks it. Pace, faults, aborts and the bill are the same for all. */
export interface Dialect<Call extends ModelCall = ModelCall> {
  serves(path: string): boolean
  /** @returns the call, or the error that the API would answer. */
  read(request: ModelRequest, rules: CapRules): Call | ErrorAnswer
  /** The body of a JSON answer. */
  json(answer: Answer, behaviour: Behaviour, call: Call): Readonly<Record<string, unknown>> | readonly unknown[]
  chunks(answer: Answer, behaviour: Behaviour, call: Call): Iterable<Chunk>
  /** Writing to the prompt cache is a part of the bill. Default true. */
  readonly billsCacheWrites?: boolean | undefined
  /** What ends a stream beside its chunks, such as `[DONE]`. */
  readonly done: StreamEvent | undefined
  errorBody(error: ErrorAnswer): string
  /** An error in the middle of a stream. */
  errorEvent(error: ErrorAnswer): StreamEvent
}
