import { type AnswerOptions, planAnswer } from './answer.js'
import type { CapRules } from './cap.js'
import { readChatCall } from './chat-call.js'
import { answerEmbeddings, readEmbeddingsCall } from './embeddings.js'
import { invalidRequest } from './error-answer.js'
import type { Exchange } from './exchange.js'
import type { ErrorAnswer } from './fault.js'
import { answerJson } from './json-answer.js'
import type { ModelRequest } from './model-request.js'
import { answerStream } from './stream-answer.js'

/** Answers a call; a request that it does not understand is handed back as the error to send. */
export type Endpoint = (exchange: Exchange) => Promise<ErrorAnswer | undefined>

export type EndpointOptions = CapRules & AnswerOptions

export function endpointsOf(options: EndpointOptions): (request: ModelRequest) => Endpoint | ErrorAnswer {
  const endpoints = new Map<string, Endpoint>([
    ['/v1/chat/completions', (exchange) => chatCompletions(exchange, options)],
    ['/v1/embeddings', (exchange) => embeddings(exchange, options)],
  ])
  return ({ method, path }) => {
    const endpoint = endpoints.get(path)
    if (endpoint === undefined) return { ...invalidRequest(`Invalid URL (${method} ${path})`), status: 404 }
    if (method !== 'POST')
      return { ...invalidRequest(`Not allowed to ${method} on ${path}.`), status: 405, code: 'method_not_supported' }
    return endpoint
  }
}

async function chatCompletions(exchange: Exchange, options: EndpointOptions): Promise<ErrorAnswer | undefined> {
  const call = readChatCall(exchange.request.body, options)
  if ('kind' in call) return call
  const answer = planAnswer(exchange.request, call, exchange.behaviour, options)
  await (call.stream ? answerStream(exchange, answer, call.includeUsage) : answerJson(exchange, answer))
  return undefined
}

async function embeddings(exchange: Exchange, { countTokens }: EndpointOptions): Promise<ErrorAnswer | undefined> {
  const call = readEmbeddingsCall(exchange.request.body)
  if ('kind' in call) return call
  await answerEmbeddings(exchange, call, countTokens)
  return undefined
}
