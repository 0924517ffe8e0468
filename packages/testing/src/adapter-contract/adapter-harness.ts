import type { Loopback } from '../model-server/loopback.js'
import type { AdapterApp } from './adapter-app.js'

/** How one framework serves an app on a real socket. */
export interface AdapterHarness {
  readonly name: string
  /** @returns an origin, or an address below which it answers: the handler's paths begin after that. */
  start(app: AdapterApp): Promise<Loopback>
  readonly sees: {
    /** The size of a body before it is parsed; elsewhere a body parser comes first. */
    readonly bodySize: boolean
    /** The address of the client. */
    readonly address: boolean
    /** The platform sends the fields of a response with the first chunk of its body, and no sooner. */
    readonly lateFields?: boolean | undefined
    /** What arrived just before a connection broke off; false where `fetch` drops it. Default true. */
    readonly lastBytes?: boolean | undefined
  }
}

/** What a test file brings along, so that the contract depends on no runner, no SDK and no parser. */
export interface ContractTools {
  describe(name: string, body: () => void): void
  it(name: string, test: () => Promise<void>): void
  /** The official `openai` SDK. */
  readonly OpenAI: OpenAIClass
  /** Of `structured-headers`, or any strict parser of RFC 9651. */
  parseList(text: string): readonly FieldItem[]
  parseItem(text: string): FieldItem
}

export type FieldItem = readonly [value: unknown, parameters: ReadonlyMap<string, unknown>]

export type OpenAIClass = new (options: {
  apiKey: string
  baseURL: string
  fetch?: typeof globalThis.fetch
  maxRetries?: number
  defaultHeaders?: Record<string, string>
}) => OpenAIClient

/** As much of the SDK's client as the contract uses. */
export interface OpenAIClient {
  readonly chat: {
    readonly completions: {
      create(body: ChatBody, options?: { signal?: AbortSignal }): SdkAnswer
    }
  }
}

export interface ChatBody {
  model: string
  messages: { role: 'user'; content: string }[]
  max_completion_tokens?: number
}

export interface SdkAnswer extends PromiseLike<unknown> {
  asResponse(): Promise<Response>
}
