import type { Dialect } from '../dialect.js'
import { errorBody } from '../error-answer.js'
import type { ErrorAnswer } from '../fault.js'
import { responseChunks } from './response-events.js'
import { endedResponse } from './response-object.js'
import { readResponsesCall } from './responses-call.js'

/** Responses as OpenAI serves them. Usage stands in the last event, whatever the behaviour, unless it is `never`. */
export const openAiResponses: Dialect = {
  serves: (path) => path.endsWith('/responses'),
  read: ({ body }) => readResponsesCall(body),
  json: endedResponse,
  chunks: responseChunks,
  done: undefined,
  errorBody,
  errorEvent,
}

function errorEvent({ message, code, param }: ErrorAnswer) {
  const event = { type: 'error', code: code ?? 'server_error', message, param: param ?? null, sequence_number: 0 }
  return { name: 'error', data: JSON.stringify(event) }
}
