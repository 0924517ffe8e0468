import type { Answer } from '../answer.js'
import type { Behaviour } from '../behaviour.js'
import type { Chunk } from '../dialect.js'
import type { JsonObject } from '../json-reading.js'
import { asReported, NO_OUTPUT, type TokenCounts } from '../usage.js'
import { contentSteps } from './content-steps.js'
import { messageOf } from './message.js'
import { messagesUsage } from './messages-usage.js'
import { STOP_REASONS } from './output-blocks.js'

/** A streamed message, event by event. Usage is where the API has it; `every` and `twice` say more, `never` nothing. */
export function* messageEvents(answer: Answer, behaviour: Behaviour): Generator<Chunk> {
  const { counts, choices, id } = answer
  const [choice] = choices
  const report = (soFar: TokenCounts): unknown =>
    behaviour.usage === 'never' ? undefined : asReported(behaviour, messagesUsage(soFar))
  let soFar: TokenCounts = { ...counts, ...NO_OUTPUT }
  const chunk = (body: JsonObject): Chunk => ({ name: String(body['type']), body, soFar })

  // What the API says of the output here is what there was before the first event.
  const begun = messageOf(answer, { content: [], stopReason: null, usage: report({ ...soFar, outputTokens: 1 }) })
  yield chunk({ type: 'message_start', message: begun })
  if (choice === undefined) return
  for (const { body, tokens } of contentSteps(choice, id, behaviour.tokensPerChunk ?? 1)) {
    soFar = { ...soFar, outputTokens: soFar.outputTokens + tokens }
    if (isSignature(body)) soFar = { ...soFar, reasoningTokens: choice.reasoningTokens }
    yield chunk(body)
    if (behaviour.usage === 'every') yield chunk(messageDelta(null, report(soFar)))
  }
  yield chunk(messageDelta(STOP_REASONS[choice.finishReason], report(soFar)))
  if (behaviour.usage === 'twice') yield chunk(messageDelta(STOP_REASONS[choice.finishReason], report(soFar)))
  yield chunk({ type: 'message_stop' })
}

function isSignature({ delta }: JsonObject): boolean {
  return typeof delta === 'object' && delta !== null && 'signature' in delta
}

function messageDelta(stopReason: string | null, usage: unknown): JsonObject {
  return { type: 'message_delta', delta: { stop_reason: stopReason, stop_sequence: null, stop_details: null }, usage }
}
