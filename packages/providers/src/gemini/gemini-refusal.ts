import type { JsonObject } from '../json.js'
import type { Refusal } from '../wire.js'

const RPC = 'type.googleapis.com/google.rpc'
/** https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  413: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
}

/** The error body of Google's APIs. The SDK throws `ApiError` with the status, and the body as its message. */
export function geminiRefusal({ status, code, type, message, retryAfterMs }: Refusal): JsonObject {
  const info = { '@type': `${RPC}.ErrorInfo`, reason: code.toUpperCase(), domain: 'llm-limit', metadata: { type } }
  return {
    error: {
      code: status,
      message,
      status: STATUS_NAMES[status] ?? 'UNKNOWN',
      details: [info, ...retryInfo(retryAfterMs)],
    },
  }
}

function retryInfo(retryAfterMs: number | undefined): JsonObject[] {
  if (retryAfterMs === undefined || !Number.isFinite(retryAfterMs)) return []
  return [{ '@type': `${RPC}.RetryInfo`, retryDelay: `${Math.ceil(retryAfterMs / 1000)}s` }]
}
