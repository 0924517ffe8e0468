import { EXPOSED, exposedNames } from './expose.js'
import type { MaybePromise } from './go-on.js'
import type { Admitted, Refused } from './guard.js'
import type { Llm } from './llm.js'
import { RequestBody, withBody } from './request-body.js'
import type { ResponseExchange } from './response-guard.js'

export interface WebHandling<Request_ extends Request> {
  readonly request: Request_
  readonly address: string | undefined
  /** Calls the handler with the request to read: the same, or one with the rewritten body. No `llm`: it is not guarded. */
  handle(request: Request_, llm: Llm | undefined): Promise<Response>
  /** Work that must outlive the response, where the platform offers it. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined
}

/** What an outer guard reserved for the request that it handed on. */
const guardedBy = new WeakMap<Request, Llm>()
/** Responses that carry the fields of an inner guard, which are the later ones. */
const answered = new WeakSet<Response>()

/** A `Request` as the guard sees it, and the handler of a `Response` behind it. */
export class WebExchange<Request_ extends Request> implements ResponseExchange<Request_> {
  readonly native: Request_
  readonly address: string | undefined
  readonly #handling: WebHandling<Request_>
  readonly #body = new RequestBody()
  /** Fields for the response, which does not exist yet. */
  readonly #fields = new Headers()
  #answer!: Response
  #carriesFields = false

  constructor(handling: WebHandling<Request_>) {
    this.native = handling.request
    this.address = handling.address
    this.#handling = handling
  }

  get method(): string {
    return this.native.method
  }

  get path(): string {
    return new URL(this.native.url).pathname
  }

  get signal(): AbortSignal {
    return this.native.signal
  }

  get body(): unknown {
    return this.#body.parsed
  }

  get isTooLarge(): boolean {
    return this.#body.isTooLarge
  }

  get guarded(): Llm | undefined {
    return guardedBy.get(this.native)
  }

  header(name: string): string | undefined {
    return this.native.headers.get(name) ?? undefined
  }

  setField(name: string, value: string): void {
    this.#fields.set(name, value)
  }

  readBody(maxBytes: number): MaybePromise<void> {
    return this.#body.read(this.native, maxBytes)
  }

  get answer(): Response {
    return this.#answer
  }

  set answer(answer: Response) {
    this.#answer = answer
    if (this.#carriesFields) answered.add(answer)
  }

  async proceed(admitted: Admitted | undefined): Promise<void> {
    const body = this.#body.again(admitted?.body)
    const request = body === undefined ? this.native : withBody(this.native, body)
    const llm = admitted?.llm ?? this.guarded
    if (llm !== undefined) guardedBy.set(request, llm)
    this.answer = await this.#handling.handle(request, llm)
  }

  refuse({ status, contentType, body }: Refused): void {
    this.#body.discard()
    this.#carriesFields = true
    this.#fields.set('content-type', contentType)
    this.answer = new Response(body, { status, headers: this.#fields })
  }

  fieldsFor(answer: Response): Headers {
    this.#carriesFields = true
    const headers = new Headers(answer.headers)
    const isInner = answered.has(answer)
    for (const [name, value] of this.#fields) if (!isInner || !headers.has(name)) headers.set(name, value)
    const exposed = exposedNames((name) => headers.get(name))
    if (exposed !== undefined) headers.set(EXPOSED, exposed)
    return headers
  }

  waitUntil(work: Promise<unknown>): void {
    this.#handling.waitUntil?.(work)
  }
}
