import type { Connection } from './connection.js'
import type { ErrorAnswer } from './fault.js'

/** A request that OpenAI would refuse as malformed. */
export function invalidRequest(message: string, param?: string, code?: string): ErrorAnswer {
  return { kind: 'error', status: 400, message, param, code }
}

/** Body of an error at OpenAI: `{ error: { message, type, param, code } }`. */
export function errorBody({ status, message = `Status ${status}.`, type, param, code }: ErrorAnswer): string {
  return JSON.stringify({ error: { message, type: type ?? typeOf(status), param: param ?? null, code: code ?? null } })
}

/** @param bodyOf Writes it in the shape of its API. */
export function sendError(connection: Connection, error: ErrorAnswer, bodyOf: (error: ErrorAnswer) => string): void {
  const contentType = error.body === undefined ? 'application/json' : 'text/html'
  connection.send(error.status, { 'content-type': contentType, ...error.headers }, error.body ?? bodyOf(error))
}

function typeOf(status: number): string {
  if (status >= 500) return 'server_error'
  return status === 429 ? 'requests' : 'invalid_request_error'
}
