import { goOn, type MaybePromise } from './go-on.js'
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

  read(request: Request, maxBytes: number): MaybePromise<void> {
    return goOn(readBody(request, maxBytes), (read) => {
      this.#read = read
    })
  }

  /** The body for the handler; undefined where that of the request is still unread. @param instead In place of what came. */
  again(instead?: object): ReadBody['again'] {
    return instead === undefined ? this.#read.again : JSON.stringify(instead)
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

/** The same class of request (a framework's own, say) with a body to read, and with what Workers know of it. */
export function withBody<Request_ extends Request>(
  request: Request_,
  body: string | ReadableStream<Uint8Array>,
): Request_ {
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
