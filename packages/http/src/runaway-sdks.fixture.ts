import Anthropic from '@anthropic-ai/sdk'
import * as genAi2 from '@google/genai'
import * as genAi3 from 'genai-3'
import OpenAI from 'openai'
import OpenAI7 from 'openai-7'
import './context.js'
import { meteredFetch } from './metered-fetch.js'
import type { OpenAiClient } from './sdk-matrix/openai-family.js'

/** What an SDK made of a stream. */
export interface Seen {
  /** The API's own word for how it ended, each time it came. */
  readonly ends: readonly unknown[]
  readonly text: string
  readonly thinking: string
  /** Arguments of its tool calls, as far as they came. */
  readonly calls: readonly unknown[]
}

export interface RunawaySdk {
  readonly name: string
  /** Its word for an answer that reached its cap. */
  readonly end: unknown
  /** Function calls come whole, so that none is cut. */
  readonly sendsCallsWhole?: boolean
  ask(origin: string): Promise<Seen>
}

const CONTENT = 'Go on.'

function chatSdk(name: string, clientAt: (baseURL: string) => OpenAiClient): RunawaySdk {
  return {
    name: `${name} chat`,
    end: 'length',
    async ask(origin) {
      const stream = await clientAt(`${origin}/v1`).chat.completions.create({
        model: 'gpt-5',
        messages: [{ role: 'user', content: CONTENT }],
        stream: true,
      })
      const ends: unknown[] = []
      let [text, thinking, call] = ['', '', '']
      for await (const { choices } of stream) {
        const [choice] = choices
        const delta: { content?: unknown; reasoning_content?: unknown } = choice?.delta ?? {}
        text += delta.content ?? ''
        thinking += delta.reasoning_content ?? ''
        call += choice?.delta.tool_calls?.[0]?.function?.arguments ?? ''
        if (choice?.finish_reason != null) ends.push(choice.finish_reason)
      }
      return { ends, text, thinking, calls: call === '' ? [] : [call] }
    },
  }
}

function responsesSdk(name: string, clientAt: (baseURL: string) => OpenAiClient): RunawaySdk {
  return {
    name: `${name} responses`,
    end: 'incomplete: max_output_tokens',
    async ask(origin) {
      const response = await clientAt(`${origin}/v1`)
        .responses.stream({
          model: 'gpt-5',
          input: CONTENT,
        })
        .finalResponse()
      const { output } = response
      return {
        ends: [`${response.status}: ${response.incomplete_details?.reason}`],
        text: response.output_text,
        thinking: output
          .flatMap((item) => (item.type === 'reasoning' ? item.summary : []))
          .map((part) => part.text)
          .join(''),
        calls: output.flatMap((item) => (item.type === 'function_call' ? [item.arguments] : [])),
      }
    },
  }
}

const anthropic: RunawaySdk = {
  name: 'anthropic 1',
  end: 'max_tokens',
  async ask(origin) {
    const client = new Anthropic({ baseURL: origin, apiKey: 'none', fetch: meteredFetch })
    const calls: string[] = []
    const stream = client.messages.stream({
      model: 'claude-opus-5-5',
      max_tokens: 400,
      messages: [{ role: 'user', content: CONTENT }],
    })
    stream.on('inputJson', (part) => calls.push(part))
    const { content, stop_reason } = await stream.finalMessage()
    return {
      ends: [stop_reason],
      text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
      thinking: content.map((block) => (block.type === 'thinking' ? block.thinking : '')).join(''),
      calls: calls.length === 0 ? [] : [calls.join('')],
    }
  },
}

/** What the versions of `@google/genai` have in common. */
interface GenAi {
  readonly GoogleGenAI: new (
    options: object,
  ) => {
    readonly models: { generateContentStream(request: object): Promise<AsyncIterable<unknown>> }
  }
}

interface GeminiPart {
  readonly text?: string
  readonly thought?: boolean
  readonly functionCall?: { readonly args?: unknown }
}

interface GeminiChunk {
  readonly candidates?: readonly {
    readonly finishReason?: string
    readonly content?: { readonly parts?: readonly GeminiPart[] }
  }[]
}

function geminiSdk(name: string, { GoogleGenAI }: GenAi): RunawaySdk {
  return {
    name,
    end: 'MAX_TOKENS',
    sendsCallsWhole: true,
    async ask(origin) {
      const { models } = new GoogleGenAI({ apiKey: 'none', httpOptions: { fetch: meteredFetch, baseUrl: origin } })
      const chunks: GeminiChunk[] = []
      const asked = { model: 'gemini-2.5-pro', contents: CONTENT }
      for await (const chunk of await models.generateContentStream(asked)) chunks.push(chunk as GeminiChunk)
      const candidates = chunks.flatMap((chunk) => chunk.candidates ?? [])
      const parts = candidates.flatMap(({ content }) => content?.parts ?? [])
      return {
        ends: candidates.flatMap(({ finishReason }) => finishReason ?? []),
        text: parts.map(({ text = '', thought }) => (thought === true ? '' : text)).join(''),
        thinking: parts.map(({ text = '', thought }) => (thought === true ? text : '')).join(''),
        calls: parts.flatMap(({ functionCall }) => functionCall?.args ?? []),
      }
    },
  }
}

const openAi6 = (baseURL: string): OpenAiClient => new OpenAI({ baseURL, apiKey: 'none', fetch: meteredFetch })
const openAi7 = (baseURL: string): OpenAiClient =>
  new OpenAI7({ baseURL, apiKey: 'none', fetch: meteredFetch }) as unknown as OpenAiClient

/** The real SDKs of every API that streams. */
export const RUNAWAY_SDKS: readonly RunawaySdk[] = [
  chatSdk('openai 6', openAi6),
  chatSdk('openai 7', openAi7),
  responsesSdk('openai 6', openAi6),
  responsesSdk('openai 7', openAi7),
  anthropic,
  geminiSdk('@google/genai 2', genAi2),
  geminiSdk('@google/genai 3', genAi3),
]
