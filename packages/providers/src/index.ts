export { anthropicMessages } from './anthropic-messages/anthropic-messages.js'
export { fingerprintOf } from './fingerprint.js'
export { gemini } from './gemini/gemini.js'
export { geminiEmbeddings } from './gemini/gemini-embeddings.js'
export { generic } from './generic/generic.js'
export { type JsonObject, parseJson } from './json.js'
export { canServe } from './openai-chat/can-serve.js'
export { openAiChat } from './openai-chat/openai-chat.js'
export { openAiEmbeddings } from './openai-embeddings/openai-embeddings.js'
export { openAiResponses } from './openai-responses/openai-responses.js'
export { defaultModelMap } from './prices/model-map.js'
export { defaultPrices, type PricesOptions, type PriceTable, prices } from './prices/prices.js'
export { tableDate } from './prices/table.gen.js'
export { type UsdPerMillion, usdPerMillion } from './prices/usd-per-million.js'
export type { AnswerHead, ProviderLimit, ProviderLimits, ProviderRefusal } from './provider-limits.js'
export { joinBytes } from './sse/byte-buffer.js'
export { readTextStream } from './text-stream.js'
export type {
  CountTokens,
  InvalidMember,
  ReadCall,
  Refusal,
  RewriteTerms,
  StreamReader,
  StreamReaderOptions,
  Wire,
  WireRequest,
} from './wire.js'
export { type Recognised, wireOf, wires } from './wire-of.js'
