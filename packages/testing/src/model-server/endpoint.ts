import type { AnswerOptions } from './answer.js'
import type { Exchange } from './exchange.js'
import type { ErrorAnswer } from './fault.js'
import type { CapRules } from './openai-chat/cap.js'

export type EndpointOptions = CapRules & AnswerOptions

/** One API of the server. */
export interface Endpoint {
  serves(path: string): boolean
  /** Answers a call; a request that it does not understand is handed back as the error to send. */
  answer(exchange: Exchange, options: EndpointOptions): Promise<ErrorAnswer | undefined>
  errorBody(error: ErrorAnswer): string
}
