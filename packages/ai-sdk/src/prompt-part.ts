import type { JsonObject } from '@llm-limit/providers'
import { memberOf } from './member-of.js'
import type { Part } from './model.js'
import { bodyFile } from './prompt-file.js'

/** A part of a prompt in members that the wire measures. Options of a provider are no part of the prompt. */
export function bodyPart(part: Part): JsonObject {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return { type: 'text', text: memberOf(part, 'text') }
    case 'tool-call':
      return {
        id: memberOf(part, 'toolCallId'),
        function: { name: memberOf(part, 'toolName'), arguments: memberOf(part, 'input') },
      }
    case 'tool-result':
      return {
        id: memberOf(part, 'toolCallId'),
        name: memberOf(part, 'toolName'),
        output: toolOutput(memberOf(part, 'output')),
      }
    default:
      return bodyFile(part) ?? { ...part }
  }
}

function toolOutput(output: unknown): unknown {
  const value = memberOf(output, 'value')
  if (memberOf(output, 'type') === 'content' && Array.isArray(value)) return value.map(bodyPart)
  return value ?? memberOf(output, 'reason')
}
