import { openAiLimits } from '../openai-limits/openai-limits.js'
import { openAiRefusal } from '../openai-refusal.js'
import { readEventStream } from '../sse/read-event-stream.js'
import { createTokenMeter } from '../token-meter.js'
import type { Wire } from '../wire.js'
import { chatUsage, eachChatText } from './chat-answer.js'
import type { ChatBody } from './chat-body.js'
import { chatEnding } from './chat-ending.js'
import { deploymentOf, isChatPath } from './chat-path.js'
import { hideUsageIn } from './hide-usage.js'
import { readChat } from './read-chat.js'
import { rewriteChat } from './rewrite-chat.js'

/** OpenAI chat completions, also at Azure and at servers that speak the same API. */
export const openAiChat: Wire = {
  name: 'openai-chat',
  recognises(path, body) {
    const { model, messages }: ChatBody = body
    return (
      isChatPath(path) && Array.isArray(messages) && (typeof model === 'string' || deploymentOf(path) !== undefined)
    )
  },
  read: readChat,
  rewrite: rewriteChat,
  usageOf: chatUsage,
  deliveredIn(answer, countTokens) {
    const meter = createTokenMeter(countTokens)
    eachChatText(answer, meter.add)
    return meter.total()
  },
  streamReader: ({ countTokens, hideUsage = false, inputTokens = 0 }) =>
    readEventStream({
      countTokens,
      usageOf: chatUsage,
      eachText: eachChatText,
      alter: hideUsage ? hideUsageIn : undefined,
      ending: chatEnding(hideUsage ? undefined : inputTokens),
    }),
  limitsOf: openAiLimits,
  refusal: openAiRefusal,
}
