import type { Behaviour } from './behaviour.js'
import type { Connection } from './connection.js'
import type { BrokenAnswer } from './fault.js'
import type { ModelRequest } from './model-request.js'
import type { TokenCounts } from './usage.js'

/** A call's line of the bill, as far as its answer knows it. */
export interface Charge {
  readonly model: string
  readonly stream: boolean
  /** Sent, or about to be. */
  readonly status: number | undefined
  readonly aborted: boolean
  readonly counts: TokenCounts
}

/** One request on its way to an answer with status 200. */
export interface Exchange {
  readonly request: ModelRequest
  readonly behaviour: Behaviour
  readonly connection: Connection
  /** What goes wrong after the headers. */
  readonly broken: BrokenAnswer | undefined
  /** Called once, before the last byte leaves: a client that has its answer finds it on the bill. */
  charge(line: Charge): void
}
