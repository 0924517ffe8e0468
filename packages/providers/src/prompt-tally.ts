import { memberOf } from './json.js'
import { mediaTokens } from './media-tokens.js'
import { promptWord } from './prompt-words.js'
import type { CountTokens } from './wire.js'

/** What a property of a schema adds; fitted against live APIs by ai-tokenizer 1.0.6. */
const TOKENS_PER_KEY = 3
const LONGEST_HANDLE = 64
/** Deeper than any walk goes. */
const NOWHERE = 1_000_000

/** Adds up the tokens of a prompt as a walk shows its values, parents first. */
export interface PromptTally {
  /** @param perElement What a value costs beside its own tokens when it is an element of the list at the top. */
  see(value: unknown, key: string | undefined, owner: object, depth: number, perElement: number): void
  add(tokens: number): void
  tokens(): number
  /** Names of members that stand for input which the body does not show. */
  hidden(): readonly string[]
}

export function createPromptTally(model: string | undefined, countTokens: CountTokens): PromptTally {
  const hidden = new Set<string>()
  let total = 0
  /** Depth of the media member whose payload is being shown: that is paid for already. */
  let mediaDepth = NOWHERE

  function see(value: unknown, key: string | undefined, owner: object, depth: number, perElement: number): void {
    if (depth > mediaDepth) return
    mediaDepth = NOWHERE
    if (key !== undefined) total += memberTokens(key, value, owner, depth)
    else total += depth === 1 ? perElement + stringTokens(value) : valueTokens(value)
  }

  function memberTokens(key: string, value: unknown, owner: object, depth: number): number {
    const word = promptWord(key)
    if (word === undefined) return TOKENS_PER_KEY + countTokens(key) + valueTokens(value)
    if (word === 'handle' && typeof value === 'string' && value.length <= LONGEST_HANDLE) return 0
    if (word === 'reference' && isHandle(value)) hidden.add(key)
    const media = word === 'media' ? mediaTokens(key, value, owner, model) : undefined
    if (media !== undefined) mediaDepth = depth
    return media ?? valueTokens(value)
  }

  function stringTokens(value: unknown): number {
    return typeof value === 'string' ? countTokens(value) : 0
  }

  function valueTokens(value: unknown): number {
    return typeof value === 'string' ? countTokens(value) : scalarTokens(value)
  }

  function add(tokens: number): void {
    total += tokens
  }

  return { see, add, tokens: () => total, hidden: () => [...hidden] }
}

/** An id, or an object with one; a schema may have a property of that name. */
function isHandle(value: unknown): boolean {
  return typeof value === 'string' || typeof memberOf(value, 'id') === 'string'
}

/** Objects and arrays for their brackets, numbers for their digits. */
function scalarTokens(value: unknown): number {
  if (typeof value !== 'number') return 1
  return value >= 0 && value < 1000 && value % 1 === 0 ? 1 : 8
}
