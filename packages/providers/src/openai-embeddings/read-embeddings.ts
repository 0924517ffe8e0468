import { measurePrompt, type PromptRoles } from '../measure-prompt.js'
import { deploymentIn, endsIn } from '../openai-path.js'
import { invalidModel } from '../read-count.js'
import type { CountTokens, ReadCall, WireRequest } from '../wire.js'

const { isArray } = Array

const ENDPOINT = '/embeddings'

const IDENTITY: PromptRoles = new Map([['input', 'identity']])
/** For inputs with parts, which some servers take. */
const PARTS: PromptRoles = new Map([['input', 'messages']])

export function isEmbeddingsPath(path: string): boolean {
  return endsIn(path, ENDPOINT)
}

export function askedModel({ path, body }: WireRequest): string | undefined {
  const { model } = body as { readonly model?: unknown }
  return deploymentIn(path, ENDPOINT) ?? (typeof model === 'string' ? model : undefined)
}

export function readEmbeddings(request: WireRequest, countTokens: CountTokens): ReadCall {
  const { body } = request
  const model = askedModel(request)
  const prompt = measurePrompt(body, { roles: IDENTITY, model, countTokens })
  const parts = (): number => measurePrompt(body, { roles: PARTS, model, countTokens }).inputTokens
  return {
    model,
    inputTokens: inputTokens(body['input'], countTokens) ?? parts(),
    maxOutputTokens: 0,
    // Vectors of different models do not compare.
    servableBy: () => false,
    stream: false,
    wantsUsage: true,
    fingerprint: prompt.fingerprint,
    hidden: prompt.hidden,
    invalid: invalidModel(model) ?? prompt.invalid,
  }
}

/** Of a text, a list of tokens, or a list of either; undefined when it is anything else. */
function inputTokens(input: unknown, countTokens: CountTokens): number | undefined {
  if (typeof input === 'string') return countTokens(input)
  if (!isArray(input)) return undefined
  let tokens = 0
  for (const element of input) {
    if (typeof element === 'string') tokens += countTokens(element)
    else if (typeof element === 'number') tokens += 1
    else if (isTokens(element)) tokens += element.length
    else return undefined
  }
  return tokens
}

function isTokens(value: unknown): value is readonly number[] {
  if (!isArray(value)) return false
  for (const element of value) if (typeof element !== 'number') return false
  return true
}
