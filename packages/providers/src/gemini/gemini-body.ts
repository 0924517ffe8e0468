import { isJsonObject, type JsonObject } from '../json.js'
import { type CountMember, readCap, readCount } from '../read-count.js'

/** The members of a generateContent body that matter here. The API takes camelCase and snake_case. */
export interface GeminiBody extends JsonObject {
  readonly contents?: unknown
  readonly model?: unknown
  readonly tools?: unknown
  readonly generationConfig?: unknown
  readonly generation_config?: unknown
  readonly cachedContent?: unknown
  readonly cached_content?: unknown
}

/** The API's own bound of `candidateCount`. */
const MOST_CANDIDATES = 8
const CONFIGS = ['generationConfig', 'generation_config'] as const
const DIGITS = /^\d{1,15}$/

/** Every generation config of a body. Usually one; nobody knows which of two would count. */
function configsOf(body: JsonObject): readonly JsonObject[] {
  return CONFIGS.map((name) => body[name]).filter(isJsonObject)
}

/** Both spellings as one. */
export function configOf(body: JsonObject): JsonObject | undefined {
  const configs = configsOf(body)
  return configs.length < 2 ? configs[0] : { ...configs[1], ...configs[0] }
}

/** A member by its camelCase name, else by its snake_case name. */
export function eitherOf(value: JsonObject | undefined, name: string): unknown {
  return value?.[name] ?? value?.[snakeCase(name)]
}

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** The output cap of one candidate. */
export function readMaxOutput(body: JsonObject): CountMember {
  return largestOf(body, 'maxOutputTokens', (config) => readCap(config, ['maxOutputTokens']))
}

export function readCandidates(body: JsonObject): CountMember {
  return largestOf(body, 'candidateCount', (config) => readCount(config, 'candidateCount', 0, MOST_CANDIDATES))
}

function largestOf(body: JsonObject, name: string, read: (config: JsonObject) => CountMember): CountMember {
  let largest: CountMember = {}
  for (const config of configsOf(body)) {
    for (const spelling of [name, snakeCase(name)]) {
      const count = read({ [name]: wholeNumber(config[spelling]) })
      if (count.invalid !== undefined) return count
      if ((count.value ?? 0) > (largest.value ?? 0)) largest = count
    }
  }
  return largest
}

/** Protobuf's JSON reads "64" as 64: https://protobuf.dev/programming-guides/json/ */
export function wholeNumber(value: unknown): unknown {
  return typeof value === 'string' && DIGITS.test(value) ? Number(value) : value
}
