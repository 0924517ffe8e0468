import { type ReadBody, readBody, UNREAD } from './read-body.js'

/** The body of a web Request, on its way through the guard to the handler. */
export class RequestBody {
  #read: ReadBody = UNREAD

  get parsed(): unknown {
    return this.#read.parsed
  }

  get isTooLarge(): boolean {
    return this.#read.isTooLarge
  }

  async read(request: Request, maxBytes: number): Promise<void> {
    this.#read = await readBody(request, maxBytes)
  }

  /** The request for the handler: the same, or one like it with a body that can be read once more. @param instead In place of what came. */
  handedOn<Request_ extends Request>(request: Request_, instead?: object): Request_ {
    return withBody(request, instead === undefined ? this.#read.again : JSON.stringify(instead))
  }

  /** Nobody will read the rest of it. */
  discard(): void {
    const { again } = this.#read
    if (again instanceof ReadableStream) again.cancel().catch(() => {})
  }
}

/** The requests that were handed on in place of those that came. */
const came = new WeakMap<Request, Request>()

/** The request that the platform made: it knows no other. */
export function asItCame(request: Request): Request {
  return came.get(request) ?? request
}

/** The same class of request (a framework's own, say), with what Workers know of it. */
function withBody<Request_ extends Request>(request: Request_, body: ReadBody['again']): Request_ {
  if (body === undefined) return request
  const headers = new Headers(request.headers)
  headers.delete('content-length')
  const { method, signal } = request
  const cf = 'cf' in request ? { cf: request.cf } : {}
  const made: Request_ = Reflect.construct(request.constructor, [
    request.url,
    { method, headers, body, signal, duplex: 'half', ...cf },
  ])
  came.set(made, asItCame(request))
  return made
}
