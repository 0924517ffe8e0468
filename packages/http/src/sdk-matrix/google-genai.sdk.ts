import * as genAi2 from '@google/genai'
import * as genAi3 from 'genai-3'
import { ALL_CELLS, type Cell, PNG_BASE64, type Sdk, type Target } from './sdk.js'

interface Request {
  readonly model: string
  readonly contents: object[]
  readonly config: object
}

/** What the versions of `@google/genai` have in common. */
interface GenAi {
  readonly ApiError: abstract new (...options: never) => Error & { readonly status: number }
  readonly GoogleGenAI: new (options: {
    readonly apiKey: string
    readonly httpOptions: { readonly fetch: typeof globalThis.fetch; readonly baseUrl: string }
  }) => {
    readonly models: {
      generateContent(request: Request): Promise<unknown>
      generateContentStream(request: Request): Promise<AsyncIterable<unknown>>
    }
  }
}

const MODEL = 'gemini-2.5-pro'

function googleGenAi(name: string, { GoogleGenAI, ApiError }: GenAi): Sdk {
  return {
    name,
    api: 'gemini',
    cells: ALL_CELLS,
    async ask(cell, { origin, fetch }: Target) {
      const { models } = new GoogleGenAI({ apiKey: 'none', httpOptions: { fetch, baseUrl: origin } })
      if (!cell.stream) return void (await models.generateContent(requestFor(cell)))
      for await (const _ of await models.generateContentStream(requestFor(cell)));
    },
    isRateLimitError: (error) =>
      error instanceof ApiError && error.status === 429 && error.message.includes('"RESOURCE_EXHAUSTED"'),
  }
}

function requestFor(cell: Cell): Request {
  const text = { text: 'Where is the next exit?' }
  const image = { inlineData: { mimeType: 'image/png', data: PNG_BASE64 } }
  const parts = cell.with === 'image' ? [text, image] : [text]
  const config = { maxOutputTokens: 400, systemInstruction: 'Be brief.' }
  return {
    model: MODEL,
    contents: [{ role: 'user', parts }],
    config: cell.with === 'tools' ? { ...config, ...TOOLS } : config,
  }
}

const TOOLS = {
  tools: [
    {
      functionDeclarations: [
        {
          name: 'find_exit',
          description: 'Finds the next exit.',
          parametersJsonSchema: { type: 'object', properties: { floor: { type: 'integer' } }, required: ['floor'] },
        },
      ],
    },
  ],
}

export const googleGenAiSdks: readonly Sdk[] = [
  googleGenAi('@google/genai 2', genAi2),
  googleGenAi('@google/genai 3', genAi3),
]
