import type { Usage } from '@llm-limit/core'
import { type JsonObject, memberOf, scalarsOf } from '../json.js'
import type { StreamEnding } from '../sse/read-event-stream.js'

/**
 * Ends a chat stream as a cap does: `finish_reason: "length"` for each choice that goes on, the usage chunk, `[DONE]`.
 * @param inputTokens For the usage chunk; undefined when the caller asked for none.
 */
export function chatEnding(inputTokens: number | undefined): StreamEnding {
  let last: JsonObject = { object: 'chat.completion.chunk' }
  const open = new Set<number>()

  function see(chunk: JsonObject): void {
    const { choices } = chunk as JsonObject & { choices?: unknown }
    if (!Array.isArray(choices)) return
    last = chunk
    for (const choice of choices) {
      const index = memberOf(choice, 'index')
      if (typeof index !== 'number') continue
      if (typeof memberOf(choice, 'finish_reason') === 'string') open.delete(index)
      else open.add(index)
    }
  }

  function write(usage: Usage): string {
    const { usage: _, ...same } = scalarsOf(last)
    const chunks: JsonObject[] = [...open].map((index) => ({
      ...same,
      choices: [{ index, delta: {}, finish_reason: 'length' }],
    }))
    if (inputTokens !== undefined) chunks.push({ ...same, choices: [], usage: wireUsage({ inputTokens, ...usage }) })
    return [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]'].map((data) => `data: ${data}\n\n`).join('')
  }

  return { see, write }
}

function wireUsage({ inputTokens = 0, outputTokens = 0 }: Usage): JsonObject {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  }
}
