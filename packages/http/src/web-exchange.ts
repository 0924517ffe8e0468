import type { Exchange } from './exchange.js'
import type { Llm } from './llm.js'
import { type ReadBody, readBody, UNREAD } from './read-body.js'

/** What an outer guard reserved for the request that it handed on. */
const guardedBy = new WeakMap<Request, Llm>()

/** A `Request` as the guard sees it. */
export class WebExchange<Request_ extends Request> implements Exchange<Request_> {
  readonly native: Request_
  readonly address: string | undefined
  /** Fields for the response, which does not exist yet. */
  readonly fields: Headers = new Headers()
  #read: ReadBody = UNREAD

  constructor(native: Request_, address: string | undefined) {
    this.native = native
    this.address = address
  }

  get method(): string {
    return this.native.method
  }

  get path(): string {
    return new URL(this.native.url).pathname
  }

  get body(): unknown {
    return this.#read.parsed
  }

  get isTooLarge(): boolean {
    return this.#read.isTooLarge
  }

  get guarded(): Llm | undefined {
    return guardedBy.get(this.native)
  }

  header(name: string): string | undefined {
    return this.native.headers.get(name) ?? undefined
  }

  setField(name: string, value: string): void {
    this.fields.set(name, value)
  }

  async readBody(maxBytes: number): Promise<void> {
    this.#read = await readBody(this.native, maxBytes)
  }

  /** The request for the handler. @param body In place of what came. */
  handedOn(llm: Llm | undefined, body?: object): Request_ {
    const { again } = this.#read
    const request = withBody(this.native, body === undefined ? again : JSON.stringify(body))
    if (llm !== undefined) guardedBy.set(request, llm)
    return request
  }

  /** Nobody will read the rest of the body. */
  async discard(): Promise<void> {
    const { again } = this.#read
    if (again instanceof ReadableStream) await again.cancel()
  }
}

/** The same class of request (a framework's own, say) with a body that can be read once more. */
function withBody<Request_ extends Request>(request: Request_, body: ReadBody['again']): Request_ {
  if (body === undefined) return request
  const headers = new Headers(request.headers)
  headers.delete('content-length')
  const { method, signal } = request
  return Reflect.construct(request.constructor, [request.url, { method, headers, body, signal, duplex: 'half' }])
}
