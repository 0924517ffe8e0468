import { memberOf } from './json.js'
import { mediaTokens } from './media-tokens.js'
import { promptWord } from './prompt-words.js'
import type { CountTokens } from './wire.js'

/** What a property of a schema adds; fitted against live APIs by ai-tokenizer 1.0.6. */
const TOKENS_PER_KEY = 3
const LONGEST_HANDLE = 64
/** Deeper than any walk goes. */
const NOWHERE = 1_000_000

const NOTHING: readonly string[] = []

/** Adds up the tokens of a prompt as a walk shows its values, parents first. */
export class PromptTally {
  readonly #model: string | undefined
  readonly #countTokens: CountTokens
  #hidden: Set<string> | undefined
  #cachesLong = false
  #tokens = 0
  /** Depth of the media member whose payload is being shown: that is paid for already. */
  #mediaDepth = NOWHERE

  constructor(model: string | undefined, countTokens: CountTokens) {
    this.#model = model
    this.#countTokens = countTokens
  }

  get tokens(): number {
    return this.#tokens
  }

  /** Names of members that stand for input which the body does not show. */
  get hidden(): readonly string[] {
    return this.#hidden === undefined ? NOTHING : [...this.#hidden]
  }

  /** Some of it is to be cached for an hour (Anthropic's `cache_control: { ttl: '1h' }`). */
  get cachesLong(): boolean {
    return this.#cachesLong
  }

  add(tokens: number): void {
    this.#tokens += tokens
  }

  /** @param perElement What a value costs beside its own tokens when it is an element of the list at the top. */
  see(value: unknown, key: string | undefined, owner: object, depth: number, perElement: number): void {
    if (depth > this.#mediaDepth) return
    this.#mediaDepth = NOWHERE
    if (key !== undefined) this.#tokens += this.#memberTokens(key, value, owner, depth)
    else this.#tokens += depth === 1 ? perElement + this.textTokens(value) : this.#valueTokens(value)
  }

  /** Of a text, and nothing of anything else. */
  textTokens(value: unknown): number {
    return typeof value === 'string' ? this.#countTokens(value) : 0
  }

  #memberTokens(key: string, value: unknown, owner: object, depth: number): number {
    const word = promptWord(key)
    if (word === 'structure') return this.#valueTokens(value)
    if (key === 'ttl' && value === '1h') this.#cachesLong = true
    if (word === undefined) return TOKENS_PER_KEY + this.#countTokens(key) + this.#valueTokens(value)
    if (word === 'handle' && typeof value === 'string' && value.length <= LONGEST_HANDLE) return 0
    if ((word === 'reference' && isHandle(value)) || isElsewhere(key, value, owner)) this.#hide(key)
    const media = word === 'media' ? mediaTokens(key, value, owner, this.#model) : undefined
    if (media !== undefined) this.#mediaDepth = depth
    return media ?? this.#valueTokens(value)
  }

  #hide(name: string): void {
    this.#hidden ??= new Set()
    this.#hidden.add(name)
  }

  #valueTokens(value: unknown): number {
    return typeof value === 'string' ? this.#countTokens(value) : scalarTokens(value)
  }
}

/** An id, or an object with one; a schema may have a property of that name. */
function isHandle(value: unknown): boolean {
  return typeof value === 'string' || typeof memberOf(value, 'id') === 'string'
}

/** Anthropic's and the AI SDK's ways to name a document by its address. */
function isElsewhere(key: string, value: unknown, owner: object): boolean {
  if (key !== 'url') return false
  const kind = memberOf(owner, 'type')
  return kind === 'url' || (kind === 'file' && typeof value === 'string' && value.startsWith('http'))
}

/** Objects and arrays for their brackets, numbers for their digits. */
function scalarTokens(value: unknown): number {
  if (typeof value !== 'number') return 1
  return value >= 0 && value < 1000 && value % 1 === 0 ? 1 : 8
}
