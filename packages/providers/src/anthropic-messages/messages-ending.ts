import type { Usage } from '@llm-limit/core'
import { type JsonObject, memberOf } from '../json.js'
import type { StreamEnding } from '../sse/read-event-stream.js'

export interface MessagesEnding extends StreamEnding {
  /** The model that answers, as soon as it said so. */
  readonly model: string | undefined
}

/** Where a stream is: nothing sent, in the message, its stop reason sent, over. */
type Stage = 'before' | 'message' | 'reason' | 'over'

/**
 * Ends a stream as a cap does: open blocks end where they are, a tool call in the middle of its JSON, then `stop_reason: "max_tokens"`
 * with the usage, then the end. A message that never began is an empty one.
 */
export function messagesEnding(inputTokens: number): MessagesEnding {
  const open = new Set<number>()
  let stage: Stage = 'before'
  let model: string | undefined

  function see(event: JsonObject): void {
    const { index } = event as JsonObject & { index?: unknown }
    switch (event['type']) {
      case 'message_start':
        stage = 'message'
        model = nameIn(memberOf(event, 'message'))
        break
      case 'content_block_start':
        if (typeof index === 'number') open.add(index)
        break
      case 'content_block_stop':
        if (typeof index === 'number') open.delete(index)
        break
      case 'message_delta':
        if (typeof memberOf(event['delta'], 'stop_reason') === 'string') stage = 'reason'
        break
      case 'message_stop':
        stage = 'over'
    }
  }

  function write(reported: Usage): string {
    if (stage === 'over') return ''
    const usage = wireUsage({ inputTokens, ...reported })
    const missing: JsonObject[] = [...open].map((index) => ({ type: 'content_block_stop', index }))
    if (stage === 'before') missing.unshift(messageStart(usage))
    if (stage !== 'reason') missing.push(messageDelta(usage))
    return [...missing, { type: 'message_stop' }].map(eventOf).join('')
  }

  return {
    see,
    write,
    get model() {
      return model
    },
  }
}

function nameIn(message: unknown): string | undefined {
  const model = memberOf(message, 'model')
  return typeof model === 'string' ? model : undefined
}

/** The SDK skips events without a name. */
function eventOf(data: JsonObject): string {
  return `event: ${String(data['type'])}\ndata: ${JSON.stringify(data)}\n\n`
}

function messageStart(usage: JsonObject): JsonObject {
  const message = { id: 'msg_stopped', type: 'message', role: 'assistant', model: '', content: [], usage }
  return { type: 'message_start', message: { ...message, stop_reason: null, stop_sequence: null } }
}

function messageDelta(usage: JsonObject): JsonObject {
  return { type: 'message_delta', delta: { stop_reason: 'max_tokens', stop_sequence: null }, usage }
}

function wireUsage({
  inputTokens = 0,
  cacheReadTokens = 0,
  cacheWriteTokens = 0,
  outputTokens = 0,
}: Usage): JsonObject {
  return {
    input_tokens: Math.max(0, inputTokens - cacheReadTokens - cacheWriteTokens),
    cache_creation_input_tokens: cacheWriteTokens,
    cache_read_input_tokens: cacheReadTokens,
    output_tokens: outputTokens,
  }
}
