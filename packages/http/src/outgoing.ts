import type { MaybePromise } from './go-on.js'

type Input = Parameters<typeof globalThis.fetch>[0]
type Init = Parameters<typeof globalThis.fetch>[1]

/** By its shape: a runtime may have several copies of the classes. */
export function requestIn(input: Input): Request | undefined {
  return typeof input === 'string' || 'href' in input ? undefined : input
}

export function urlOf(input: Input): string {
  if (typeof input === 'string') return input
  return 'href' in input ? input.href : input.url
}

/** As fetch takes them: those of `init` instead of the request's own. */
export function headersOf(input: Input, init: Init): Headers {
  return new Headers(init?.headers ?? requestIn(input)?.headers)
}

export function signalOf(input: Input, init: Init): AbortSignal | undefined {
  return init?.signal ?? requestIn(input)?.signal
}

export function isAborted(input: Input, init: Init): boolean {
  return signalOf(input, init)?.aborted === true
}

/**
 * The text that a fetch would post: at once where it is given as a string, as most SDKs do. JSON in bytes or in a Request is read
 * without using it up. @returns undefined for anything else.
 */
export function postedText(input: Input, init: Init): MaybePromise<string | undefined> {
  const request = requestIn(input)
  if ((init?.method ?? request?.method ?? 'GET').toUpperCase() !== 'POST') return undefined
  const body = init?.body ?? undefined
  if (typeof body === 'string') return body
  if (headersOf(input, init).get('content-type')?.includes('json') !== true) return undefined
  if (body === undefined) return request?.body === null ? undefined : request?.clone().text()
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return new TextDecoder().decode(body)
  return body instanceof Blob ? body.text() : undefined
}
