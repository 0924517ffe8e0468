import { headerProblem } from './amounts.js'
import type { Behaviour } from './behaviour.js'
import type { Connection } from './connection.js'
import type { Endpoint, EndpointOptions } from './endpoint.js'
import { errorBody, sendError } from './error-answer.js'
import type { Charge } from './exchange.js'
import type { BrokenAnswer, ErrorAnswer } from './fault.js'
import type { ModelRequest } from './model-request.js'

export interface Serving {
  readonly request: ModelRequest
  readonly options: EndpointOptions
  readonly connection: Connection
  /** Chosen when a model is asked, so that wrong addresses use up no behaviour. */
  behaviour(): Behaviour
  charge(line: Charge): void
}

/** Answers one request: by its fault, with the error it deserves, or by its endpoint. */
export async function serve(endpoint: Endpoint | ErrorAnswer, serving: Serving): Promise<void> {
  if ('kind' in endpoint) return sendError(serving.connection, endpoint, errorBody)
  try {
    await answer(endpoint, serving)
  } catch (error) {
    tellMisuse(serving.connection, error)
  }
}

async function answer(endpoint: Endpoint, serving: Serving): Promise<void> {
  const { request, options, connection, charge } = serving
  const behaviour = serving.behaviour()
  const broken = await failBefore(behaviour, connection, endpoint)
  if (broken === 'failed') return
  const exchange = { request, behaviour, connection, broken, charge }
  const problem = headerProblem(request) ?? (await endpoint.answer(exchange, options))
  if (problem !== undefined) sendError(connection, problem, endpoint.errorBody)
}

/** Faults in place of an answer; those in the middle of one are handed on. */
async function failBefore(
  { fault, firstByteDelayMs = 0 }: Behaviour,
  connection: Connection,
  endpoint: Endpoint,
): Promise<BrokenAnswer | undefined | 'failed'> {
  if (fault === undefined) return undefined
  switch (fault.kind) {
    case 'error':
      await connection.wait(firstByteDelayMs)
      sendError(connection, fault, endpoint.errorBody)
      return 'failed'
    case 'reset':
      await connection.wait(firstByteDelayMs)
      connection.reset()
      return 'failed'
    case 'hang':
      await connection.whenGone
      return 'failed'
    default:
      return fault
  }
}

/** A function in a behaviour threw: its message reaches whoever called. */
function tellMisuse(connection: Connection, error: unknown): void {
  if (connection.status !== undefined) return connection.cut()
  const misuse = { kind: 'error', status: 500, message: String(error), headers: { 'x-should-retry': 'false' } } as const
  sendError(connection, misuse, errorBody)
}
