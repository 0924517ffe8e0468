import type { Answer } from './answer.js'
import { messageOf } from './chat-message.js'
import type { Exchange } from './exchange.js'
import { sendJson } from './send-json.js'
import { reported } from './usage-report.js'

/** Answers a chat completion as one JSON body. */
export async function answerJson(exchange: Exchange, answer: Answer): Promise<void> {
  const { id, created, model, counts } = answer
  const choices = answer.choices.map((choice) => ({
    index: choice.index,
    message: messageOf(choice, id),
    logprobs: null,
    finish_reason: choice.finishReason,
  }))
  const usage = exchange.behaviour.usage === 'never' ? undefined : reported(exchange.behaviour, counts)
  const body = {
    id,
    object: 'chat.completion',
    created,
    model,
    choices,
    usage,
    service_tier: 'default',
    system_fingerprint: 'fp_fake',
  }
  await sendJson(exchange, { model, counts, body })
}
