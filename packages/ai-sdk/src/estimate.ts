import { type CallEstimate, InvalidCallError } from '@llm-limit/core'
import { generic, type JsonObject } from '@llm-limit/providers'
import { estimateTokens } from '@llm-limit/tokenizer'
import { memberOf } from './member-of.js'
import type { CallOptions, EmbedOptions, Message } from './model.js'
import { bodyPart } from './prompt-part.js'
import { serviceTierIn } from './service-tier.js'

/** A model call as its options show it: prompt, tools and schema, measured as a body with the same content would be. */
export function estimateCall(model: string, options: CallOptions): CallEstimate {
  const { prompt, tools, responseFormat, maxOutputTokens, providerOptions } = options
  return {
    ...measured({
      model,
      messages: prompt.map(bodyMessage),
      tools: tools?.map(bodyTool),
      system: responseFormat,
      maxOutputTokens,
    }),
    model,
    serviceTier: serviceTierIn(providerOptions),
  }
}

/** An embedding has no answer to pay for, and vectors of two models do not go together. */
export function estimateEmbedding(model: string, { values }: EmbedOptions): CallEstimate {
  return { ...measured({ model, prompt: values }), model, maxOutputTokens: 0, servableBy: () => false }
}

function measured(body: JsonObject): Pick<CallEstimate, 'inputTokens' | 'maxOutputTokens'> {
  const { inputTokens, maxOutputTokens, invalid } = generic.read({ path: '', body }, estimateTokens)
  if (invalid !== undefined) throw new InvalidCallError(invalid.message)
  return { inputTokens, maxOutputTokens }
}

function bodyMessage({ role, content }: Message): JsonObject {
  return { role, content: typeof content === 'string' ? content : content.map(bodyPart) }
}

/** A function by the names that the wire knows; a tool of the provider as it is. */
function bodyTool(tool: object): unknown {
  if (memberOf(tool, 'type') !== 'function') return tool
  return {
    type: 'function',
    name: memberOf(tool, 'name'),
    description: memberOf(tool, 'description'),
    parameters: memberOf(tool, 'inputSchema'),
    examples: memberOf(tool, 'inputExamples'),
  }
}
