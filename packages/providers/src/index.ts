export { fingerprintOf } from './fingerprint.js'
export { generic } from './generic/generic.js'
export { type JsonObject, parseJson } from './json.js'
export { canServe } from './openai-chat/can-serve.js'
export { openAiChat } from './openai-chat/openai-chat.js'
export { defaultModelMap } from './prices/model-map.js'
export { defaultPrices, type PricesOptions, type PriceTable, prices } from './prices/prices.js'
export { tableDate } from './prices/table.gen.js'
export { type UsdPerMillion, usdPerMillion } from './prices/usd-per-million.js'
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
