import { planAnswer } from './answer.js'
import type { Dialect } from './dialect.js'
import type { Endpoint } from './endpoint.js'
import type { ModelCall } from './model-call.js'
import { sendJson } from './send-json.js'
import { answerStream } from './stream-answer.js'

/** An API that generates text, in its dialect. */
export function generation<Call extends ModelCall>(dialect: Dialect<Call>): Endpoint {
  return {
    serves: dialect.serves,
    errorBody: dialect.errorBody,
    async answer(exchange, options) {
      const { request } = exchange
      const { billsCacheWrites = true } = dialect
      const behaviour = billsCacheWrites ? exchange.behaviour : { ...exchange.behaviour, cacheWriteTokens: 0 }
      const call = dialect.read(request, options)
      if ('kind' in call) return call
      const answer = planAnswer(request, call, behaviour, options)
      if (call.stream)
        await answerStream(exchange, answer, { dialect, chunks: dialect.chunks(answer, behaviour, call) })
      else
        await sendJson(exchange, {
          model: answer.model,
          counts: answer.counts,
          body: dialect.json(answer, behaviour, call),
        })
      return undefined
    },
  }
}
