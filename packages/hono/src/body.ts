import { type MaybePromise, type RequestBody, withBody } from '@llm-limit/http'
import type { Context } from 'hono'
import { nodeRequest } from './node-server.js'

interface Host {
  readonly Buffer?: { from(text: string): Uint8Array; byteLength(text: string): number }
}

const host: typeof globalThis & Host = globalThis
const TEXT = Symbol('text of the body')

/** One for all requests, and asked for by few: `c.req.json()` and `c.req.text()` find the text in Hono's cache. */
const rawBody = {
  configurable: true,
  get(this: { readonly [TEXT]: string }) {
    return host.Buffer?.from(this[TEXT])
  },
}

/** For the guard to read JSON from. Where a validator has read it before the guard, Hono keeps what was read. */
export function requestToRead({ req }: Context): MaybePromise<Request> {
  const { raw } = req
  if (req.header('content-type')?.includes('json') !== true) return raw
  // That it was read is noted on the heir alone, by servers from version 2 on. Those before have made the body to answer this question.
  if (!raw.bodyUsed) return isOfNodeServer(raw) ? Object.create(raw) : raw
  return Object.keys(req.bodyCache).length > 0 ? req.text().then((body) => new Request(raw, { body })) : raw
}

/** Lets the handler read a body by every way that Hono has. */
export function handOn(c: Context, body: ReturnType<RequestBody['again']>): void {
  if (body === undefined) return
  if (typeof body !== 'string' || !isLeftToServer(c, body)) c.req.raw = withBody(c.req.raw, body)
  c.req.bodyCache = {}
  // Hono keeps promises there, other than its type says.
  if (typeof body === 'string') Object.assign(c.req.bodyCache, { text: Promise.resolve(body) })
}

/**
 * On Node the server takes `rawBody` before it asks the socket, so no other request has to be made, which is dear there.
 * @see https://github.com/honojs/node-server/blob/v2.1.8/src/request.ts
 */
function isLeftToServer(c: Context, text: string): boolean {
  const { raw } = c.req
  const incoming = nodeRequest(c)
  if (incoming === undefined || host.Buffer === undefined || raw.bodyUsed || !isOfNodeServer(raw)) return false
  Object.defineProperty(Object.assign(incoming, { [TEXT]: text }), 'rawBody', rawBody)
  if (raw.headers.get('content-length') !== String(host.Buffer.byteLength(text))) raw.headers.delete('content-length')
  return true
}

/** Made without their constructor, which would ask for a body at once. */
function isOfNodeServer(request: Request): boolean {
  return Object.getPrototypeOf(request) !== request.constructor.prototype
}
