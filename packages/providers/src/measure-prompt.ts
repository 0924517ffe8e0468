import { createFingerprint } from './fingerprint.js'
import type { JsonObject } from './json.js'
import { createPromptTally } from './prompt-tally.js'
import { MAX_MEMBERS, walkJson } from './walk-json.js'
import type { CountTokens, InvalidMember } from './wire.js'

/** https://developers.openai.com/cookbook/examples/how_to_count_tokens_with_tiktoken */
const REPLY_PRIMING_TOKENS = 3
/** What the first tool adds; fitted against live APIs by ai-tokenizer 1.0.6. */
const TOKENS_WITH_TOOLS = 24

/** How a body member is part of the prompt. `text` is counted but not part of the fingerprint. */
export type PromptRole = 'messages' | 'tools' | 'prompt' | 'text'

/** Tokens that each element of the member costs beside its own. */
const PER_ELEMENT: Readonly<Record<PromptRole, number>> = { messages: 3, tools: 6, prompt: 1, text: 1 }

const ILLEGIBLE: InvalidMember = { param: 'body', message: 'The body is nested too deep or has too many parts.' }

export interface PromptMeasure {
  /** Not fewer than the API will bill for what the body shows, as far as `countTokens` does not under-count. */
  readonly inputTokens: number
  readonly fingerprint: number
  /** Names of inputs that the body only refers to. */
  readonly hidden: readonly string[]
  /** Set when the body is nested too deep or has too many parts. The counts are then too low. */
  readonly invalid: InvalidMember | undefined
}

export interface PromptOptions {
  /** The members that make up the prompt, in the order in which they are fingerprinted. */
  readonly roles: Readonly<Record<string, PromptRole>>
  readonly model: string | undefined
  readonly countTokens: CountTokens
}

/** Counts and fingerprints the prompt of a body in one walk. Linear; no text is joined, copied or stringified. */
export function measurePrompt(body: JsonObject, { roles, model, countTokens }: PromptOptions): PromptMeasure {
  const fingerprint = createFingerprint()
  const tally = createPromptTally(model, countTokens)
  tally.add(REPLY_PRIMING_TOKENS)

  function measure(root: unknown, role: PromptRole): boolean {
    const isHashed = role !== 'text'
    const perElement = PER_ELEMENT[role]
    if (isHashed) fingerprint.add(root, undefined, 0)
    if (typeof root === 'string') tally.add(countTokens(root))
    if (role === 'tools' && Array.isArray(root)) tally.add(TOKENS_WITH_TOOLS)
    return walkJson(root, (value, key, owner, depth) => {
      if (isHashed) fingerprint.add(value, key, depth)
      tally.see(value, key, owner, depth, perElement)
    })
  }

  let isLegible = isRestLegible(body, roles)
  for (const [name, role] of Object.entries(roles)) isLegible = measure(body[name], role) && isLegible
  return {
    inputTokens: tally.tokens(),
    fingerprint: fingerprint.digest(),
    hidden: tally.hidden(),
    invalid: isLegible ? undefined : ILLEGIBLE,
  }
}

/** What is not the prompt costs nothing, but will be stringified with it. */
function isRestLegible(body: JsonObject, roles: Readonly<Record<string, PromptRole>>): boolean {
  const rest = Object.keys(body).filter((name) => !Object.hasOwn(roles, name))
  return rest.length <= MAX_MEMBERS && rest.every((name) => walkJson(body[name], ignore))
}

function ignore(): void {}
