import { inputCounts } from './answer.js'
import type { Endpoint } from './endpoint.js'
import { errorBody, invalidRequest } from './error-answer.js'
import type { Exchange } from './exchange.js'
import type { ErrorAnswer } from './fault.js'
import { integerOf, integerProblem, isObject, missing, typeProblem } from './json-reading.js'
import { sendJson } from './send-json.js'
import { NO_OUTPUT } from './usage.js'
import { fingerprint, generator } from './words.js'

/** Embeddings as OpenAI serves them. */
export const embeddings: Endpoint = {
  serves: (path) => path.endsWith('/embeddings'),
  errorBody,
  async answer(exchange, { countTokens }) {
    const call = readEmbeddingsCall(exchange.request.body)
    if ('kind' in call) return call
    await answerEmbeddings(exchange, call, countTokens)
    return undefined
  },
}

/** A text, or its tokens. */
type Input = string | readonly number[]

/** What an embeddings request asks for. */
interface EmbeddingsCall {
  readonly model: string
  readonly inputs: readonly Input[]
  readonly dimensions: number
  /** The `openai` SDK asks for base64 on its own. */
  readonly base64: boolean
}

function readEmbeddingsCall(body: unknown): EmbeddingsCall | ErrorAnswer {
  if (!isObject(body)) return invalidRequest('We could not parse the JSON body of your request.')
  const { model, input } = body
  if (typeof model !== 'string' || model === '') return invalidRequest('you must provide a model parameter')
  if (input === undefined || input === null) return missing('input')
  const inputs = inputsIn(input)
  if (inputs === undefined) return typeProblem('input', 'a string, tokens, or an array of either', input)
  const problem = integerProblem(body, 'dimensions', 1, 4_096)
  if (problem !== undefined) return problem
  return {
    model,
    inputs,
    dimensions: integerOf(body, 'dimensions') ?? 256,
    base64: body['encoding_format'] === 'base64',
  }
}

function inputsIn(input: unknown): readonly Input[] | undefined {
  if (typeof input === 'string' || isTokens(input)) return [input]
  if (!Array.isArray(input) || input.length === 0) return undefined
  return input.every((each) => typeof each === 'string' || isTokens(each)) ? input : undefined
}

function isTokens(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((token) => Number.isInteger(token))
}

/** Answers embeddings: the same text, the same vector of length 1; nothing is alike in meaning. */
async function answerEmbeddings(
  exchange: Exchange,
  { model: asked, inputs, dimensions, base64 }: EmbeddingsCall,
  countTokens: (text: string) => number,
): Promise<void> {
  const { request, behaviour } = exchange
  const model = behaviour.servedModel ?? asked
  const counted = (): number =>
    inputs.reduce((sum, text) => sum + (typeof text === 'string' ? countTokens(text) : text.length), 0)
  const counts = { ...inputCounts(request, behaviour, counted), ...NO_OUTPUT }
  const data = inputs.map((text, index) => {
    const vector = vectorOf(text, dimensions)
    return {
      object: 'embedding',
      index,
      embedding: base64 ? Buffer.from(vector.buffer).toString('base64') : Array.from(vector),
    }
  })
  const usage = { prompt_tokens: counts.inputTokens, total_tokens: counts.inputTokens }
  await sendJson(exchange, { model, counts, body: { object: 'list', data, model, usage } })
}

function vectorOf(text: Input, dimensions: number): Float32Array {
  const draw = generator(fingerprint(String(text)))
  const raw = Array.from({ length: dimensions }, () => draw() * 2 - 1)
  const length = Math.hypot(...raw)
  return Float32Array.from(raw, (part) => part / length)
}
