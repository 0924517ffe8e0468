import { Fingerprint } from './fingerprint.js'
import type { JsonObject } from './json.js'
import { PromptTally } from './prompt-tally.js'
import { tokensOf } from './token-factor.js'
import { isLegible, MAX_MEMBERS, type Visitor, walkJson } from './walk-json.js'
import type { CountTokens, InvalidMember } from './wire.js'

const { isArray } = Array

/** https://developers.openai.com/cookbook/examples/how_to_count_tokens_with_tiktoken */
const REPLY_PRIMING_TOKENS = 3
/** What the first tool adds; fitted against live APIs by ai-tokenizer 1.0.6. */
const TOKENS_WITH_TOOLS = 24

/**
 * How a body member is part of the prompt. `text` is counted but not part of the fingerprint; `identity` is a part of it that costs
 * nothing, such as the id of what came before.
 */
export type PromptRole = 'messages' | 'tools' | 'prompt' | 'text' | 'identity'

/** The members that make up the prompt, in the order in which they are fingerprinted. */
export type PromptRoles = ReadonlyMap<string, PromptRole>

/** Tokens that each element of the member costs beside its own. */
const PER_ELEMENT: Readonly<Record<PromptRole, number>> = { messages: 3, tools: 6, prompt: 1, text: 1, identity: 0 }

const ILLEGIBLE: InvalidMember = { param: 'body', message: 'The body is nested too deep or has too many parts.' }

export interface PromptMeasure {
  /** Not fewer than the API will bill for what the body shows, as far as `countTokens` does not under-count. */
  readonly inputTokens: number
  readonly fingerprint: number
  /** Names of inputs that the body only refers to. */
  readonly hidden: readonly string[]
  readonly cachesLong: boolean
  /** Set when the body is nested too deep or has too many parts. The counts are then too low. */
  readonly invalid: InvalidMember | undefined
}

export interface PromptOptions {
  readonly roles: PromptRoles
  readonly model: string | undefined
  /** Counts o200k tokens; what another model makes of them is added here. */
  readonly countTokens: CountTokens
}

/** Counts and fingerprints the prompt of a body in one walk. Linear; no text is joined, copied or stringified. */
export function measurePrompt(body: JsonObject, { roles, model, countTokens }: PromptOptions): PromptMeasure {
  const meter = new PromptMeter(new PromptTally(model, tokensOf(model, countTokens)))
  let isLegible = isRestLegible(body, roles)
  for (const [name, role] of roles) isLegible = meter.measure(body[name], role) && isLegible
  return {
    inputTokens: meter.tally.tokens,
    fingerprint: meter.fingerprint.digest(),
    hidden: meter.tally.hidden,
    cachesLong: meter.tally.cachesLong,
    invalid: isLegible ? undefined : ILLEGIBLE,
  }
}

/** What a walk through one member of the prompt after the other adds up to. */
class PromptMeter implements Visitor {
  readonly fingerprint: Fingerprint = new Fingerprint()
  #isHashed = false
  #perElement = 0

  constructor(readonly tally: PromptTally) {
    tally.add(REPLY_PRIMING_TOKENS)
  }

  /** @returns whether it is legible. */
  measure(root: unknown, role: PromptRole): boolean {
    this.#isHashed = role !== 'text'
    this.#perElement = PER_ELEMENT[role]
    if (this.#isHashed) this.fingerprint.see(root, undefined, undefined, 0)
    if (root === undefined) return true
    if (role === 'identity') return walkJson(root, this.fingerprint)
    this.tally.add(this.tally.textTokens(root))
    if (role === 'tools' && isArray(root)) this.tally.add(TOKENS_WITH_TOOLS)
    return walkJson(root, this)
  }

  see(value: unknown, key: string | undefined, owner: object, depth: number): void {
    if (this.#isHashed) this.fingerprint.see(value, key, owner, depth)
    this.tally.see(value, key, owner, depth, this.#perElement)
  }
}

/** What is not the prompt costs nothing, but will be stringified with it. */
function isRestLegible(body: JsonObject, roles: PromptRoles): boolean {
  let members = 0
  for (const name in body) {
    if (roles.has(name)) continue
    if (++members > MAX_MEMBERS || !isLegible(body[name])) return false
  }
  return true
}
