import type OpenAI from 'openai'
import { ALL_CELLS, type Cell, PNG_BASE64, type Sdk, type Target } from './sdk.js'

export const QUESTION = 'How is the weather in this city? Answer in one sentence.'
export const IMAGE_URL: string = `data:image/png;base64,${PNG_BASE64}`

const PARAMETERS = {
  type: 'object',
  properties: { city: { type: 'string', description: 'Name of the city' } },
  required: ['city'],
  additionalProperties: false,
}
const WEATHER = {
  name: 'get_weather',
  description: 'Tells the weather in a city.',
  parameters: PARAMETERS,
  strict: true,
}

/** The SDK of OpenAI in some version, or one with the same methods. */
export type OpenAiClient = Pick<OpenAI, 'chat' | 'responses' | 'embeddings'>
export type ClientAt = (target: Target) => OpenAiClient

export interface OpenAiFamily {
  readonly name: string
  readonly clientAt: ClientAt
  readonly isRateLimitError: (error: unknown) => boolean
  /** Priced by default. */
  readonly model?: string
}

export function chatSdk({ name, clientAt, isRateLimitError, model = 'gpt-5' }: OpenAiFamily): Sdk {
  const ask = async (cell: Cell, target: Target): Promise<void> => {
    const { completions } = clientAt(target).chat
    const body = chatBody(cell, model)
    if (!cell.stream) return expectAnswer(cell, (await completions.create(body)).choices[0]?.message)
    let answer: Answer = {}
    for await (const { choices } of await completions.create({ ...body, stream: true })) {
      answer = {
        content: `${answer.content ?? ''}${choices[0]?.delta.content ?? ''}`,
        tool_calls: choices[0]?.delta.tool_calls ?? answer.tool_calls,
      }
    }
    expectAnswer(cell, answer)
  }
  return { name, api: 'openai-chat', cells: ALL_CELLS, ask, isRateLimitError }
}

export function chatBody(cell: Cell, model: string): OpenAI.ChatCompletionCreateParamsNonStreaming {
  const image = { type: 'image_url' as const, image_url: { url: IMAGE_URL } }
  const content = cell.with === 'image' ? [{ type: 'text' as const, text: QUESTION }, image] : QUESTION
  const tools = { tools: [{ type: 'function' as const, function: WEATHER }], tool_choice: 'required' as const }
  return { model, messages: [{ role: 'user', content }], ...(cell.with === 'tools' && tools) }
}

interface Answer {
  readonly content?: string | null | undefined
  readonly tool_calls?: readonly unknown[] | undefined
}

/** An SDK that made nothing of the answer would settle as well. */
export function expectAnswer(cell: Cell, { content, tool_calls: calls }: Answer = {}): void {
  const isThere = cell.with === 'tools' ? (calls?.length ?? 0) > 0 : (content ?? '') !== ''
  if (!isThere) throw new Error('The SDK gave no answer.')
}

export function responsesSdk({ name, clientAt, isRateLimitError, model = 'gpt-5' }: OpenAiFamily): Sdk {
  const ask = async (cell: Cell, target: Target): Promise<void> => {
    const { responses } = clientAt(target)
    const body = responsesBody(cell, model)
    const answer = cell.stream
      ? await responses.stream({ ...body, stream: true }).finalResponse()
      : await responses.create(body)
    expectAnswer(cell, {
      content: answer.output_text,
      tool_calls: answer.output.filter(({ type }) => type === 'function_call'),
    })
  }
  return { name: `${name} responses`, api: 'openai-responses', cells: ALL_CELLS, ask, isRateLimitError }
}

function responsesBody(cell: Cell, model: string): OpenAI.Responses.ResponseCreateParamsNonStreaming {
  const image = { type: 'input_image' as const, image_url: IMAGE_URL, detail: 'auto' as const }
  const content = cell.with === 'image' ? [{ type: 'input_text' as const, text: QUESTION }, image] : QUESTION
  const tools = { tools: [{ type: 'function' as const, ...WEATHER }], tool_choice: 'required' as const }
  return { model, input: [{ role: 'user', content }], ...(cell.with === 'tools' && tools) }
}

export function embeddingsSdk({ name, clientAt, isRateLimitError }: OpenAiFamily): Sdk {
  return {
    name: `${name} embeddings`,
    api: 'openai-embeddings',
    cells: [{ stream: false, with: 'text' }],
    async ask(_cell, target) {
      const model = 'text-embedding-3-small'
      const { data } = await clientAt(target).embeddings.create({ model, input: [QUESTION, 'And tomorrow?'] })
      if (data.length !== 2 || data.some(({ embedding }) => embedding.length === 0)) throw new Error('No vectors.')
    },
    isRateLimitError,
  }
}
