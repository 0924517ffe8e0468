import type { Answer } from '../answer.js'
import type { Behaviour } from '../behaviour.js'
import type { Dialect } from '../dialect.js'
import { errorBody } from '../error-answer.js'
import { type ChatCall, readChatCall } from './chat-call.js'
import { messageOf } from './chat-message.js'
import { chunksOf } from './chunks.js'
import { reported } from './usage-report.js'

/** Chat completions as OpenAI serves them. */
export const openAiChat: Dialect<ChatCall> = {
  serves: (path) => path.endsWith('/chat/completions'),
  read: ({ body }, rules) => readChatCall(body, rules),
  json: chatCompletion,
  chunks: (answer, behaviour, { includeUsage }) => chunksOf(answer, behaviour, includeUsage),
  done: { data: '[DONE]' },
  errorBody,
  errorEvent: (error) => ({ data: errorBody(error) }),
}

function chatCompletion(
  { id, created, model, counts, choices }: Answer,
  behaviour: Behaviour,
): Record<string, unknown> {
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: choices.map((choice) => ({
      index: choice.index,
      message: messageOf(choice, id),
      logprobs: null,
      finish_reason: choice.finishReason,
    })),
    usage: behaviour.usage === 'never' ? undefined : reported(behaviour, counts),
    service_tier: 'default',
    system_fingerprint: 'fp_fake',
  }
}
