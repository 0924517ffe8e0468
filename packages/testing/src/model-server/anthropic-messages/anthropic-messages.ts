import type { Answer } from '../answer.js'
import type { Behaviour } from '../behaviour.js'
import type { Dialect } from '../dialect.js'
import type { JsonObject } from '../json-reading.js'
import { asReported } from '../usage.js'
import { anthropicError } from './anthropic-error.js'
import { messageOf } from './message.js'
import { messageEvents } from './message-events.js'
import { readMessagesCall } from './messages-call.js'
import { messagesUsage } from './messages-usage.js'
import { contentOf, STOP_REASONS } from './output-blocks.js'

/** Messages as Anthropic serves them. */
export const anthropicMessages: Dialect = {
  serves: (path) => path.endsWith('/v1/messages'),
  read: ({ body }) => readMessagesCall(body),
  json: message,
  chunks: messageEvents,
  done: undefined,
  errorBody: anthropicError,
  errorEvent: (error) => ({ name: 'error', data: anthropicError(error) }),
}

function message(answer: Answer, behaviour: Behaviour): JsonObject {
  const [choice] = answer.choices
  const usage = behaviour.usage === 'never' ? undefined : asReported(behaviour, messagesUsage(answer.counts))
  if (choice === undefined) return messageOf(answer, { content: [], stopReason: 'end_turn', usage })
  const content = contentOf(choice, answer.id)
  return messageOf(answer, { content, stopReason: STOP_REASONS[choice.finishReason], usage })
}
