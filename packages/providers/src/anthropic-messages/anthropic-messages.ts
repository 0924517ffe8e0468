import { memberOf } from '../json.js'
import { endsIn } from '../openai-path.js'
import { readEventStream } from '../sse/read-event-stream.js'
import { tokenFactor, tokensOf } from '../token-factor.js'
import { createTokenMeter } from '../token-meter.js'
import type { CountTokens, StreamReader, StreamReaderOptions, Wire } from '../wire.js'
import { anthropicLimits } from './anthropic-limits.js'
import { anthropicRefusal } from './anthropic-refusal.js'
import type { MessagesBody } from './messages-body.js'
import { messagesEnding } from './messages-ending.js'
import { eachAnswerText, eachEventText } from './messages-text.js'
import { messagesUsage, streamedUsage } from './messages-usage.js'
import { readMessages } from './read-messages.js'
import { rewriteMessages } from './rewrite-messages.js'

/** Anthropic's messages, also at servers that speak the same API. */
export const anthropicMessages: Wire = {
  name: 'anthropic-messages',
  recognises(path, body) {
    const { model, messages }: MessagesBody = body
    return endsIn(path, '/v1/messages') && typeof model === 'string' && Array.isArray(messages)
  },
  read: readMessages,
  rewrite: rewriteMessages,
  usageOf: messagesUsage,
  deliveredIn(answer, countTokens) {
    const meter = createTokenMeter(tokensOf(modelOf(answer), countTokens))
    eachAnswerText(answer, meter.add)
    return meter.total()
  },
  streamReader,
  limitsOf: anthropicLimits,
  refusal: anthropicRefusal,
}

function streamReader({ countTokens, inputTokens = 0 }: StreamReaderOptions): StreamReader {
  const ending = messagesEnding(inputTokens)
  const asModel: CountTokens = (text) => Math.ceil(countTokens(text) * tokenFactor(ending.model))
  return readEventStream({
    countTokens: asModel,
    usageOf: streamedUsage(),
    eachText: eachEventText,
    ending,
    isLast: ({ type }: { readonly type?: unknown }) => type === 'message_stop',
  })
}

function modelOf(answer: unknown): string | undefined {
  const model = memberOf(answer, 'model')
  return typeof model === 'string' ? model : undefined
}
