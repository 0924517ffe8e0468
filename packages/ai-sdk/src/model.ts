/** As much of a language model of the AI SDK as is used: specifications v2 to v4 have it in common. */
export interface LanguageModel {
  readonly specificationVersion: string
  readonly modelId: string
  doGenerate(options: CallOptions): PromiseLike<Generated>
  doStream(options: CallOptions): PromiseLike<Streamed>
}

/** The same of an embedding model. */
export interface EmbeddingModel {
  readonly specificationVersion: string
  readonly modelId: string
  doEmbed(options: EmbedOptions): PromiseLike<Embedded>
}

export interface CallOptions {
  readonly prompt: readonly Message[]
  readonly maxOutputTokens?: number | undefined
  readonly temperature?: number | undefined
  readonly topP?: number | undefined
  readonly presencePenalty?: number | undefined
  readonly frequencyPenalty?: number | undefined
  readonly stopSequences?: readonly string[] | undefined
  readonly tools?: readonly object[] | undefined
  readonly responseFormat?: object | undefined
  readonly providerOptions?: ProviderOptions | undefined
  readonly abortSignal?: AbortSignal | undefined
}

export type ProviderOptions = { readonly [provider: string]: { readonly [name: string]: unknown } }

export interface Message {
  readonly role: string
  readonly content: string | readonly Part[]
}

/** A part of a message, of a tool's result or of an answer; which members it has, its type says. */
export interface Part {
  readonly type: string
}

export interface Generated {
  readonly content: readonly Part[]
  readonly usage: object
  readonly response?: { readonly modelId?: string | undefined } | undefined
}

export interface Streamed {
  readonly stream: ReadableStream<Part>
}

export interface EmbedOptions {
  readonly values: readonly string[]
  readonly abortSignal?: AbortSignal | undefined
}

export interface Embedded {
  readonly usage?: { readonly tokens: number } | undefined
}
