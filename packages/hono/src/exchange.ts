import { runInContext } from '@llm-limit/core'
import {
  type Admitted,
  EXPOSED,
  goOn,
  type Llm,
  type MaybePromise,
  type Refused,
  RequestBody,
  type ResponseExchange,
  socketAddress,
  unguardedLlm,
} from '@llm-limit/http'
import type { Context, Next } from 'hono'
import { handOn, requestToRead } from './body.js'
import { nodeAddress, nodeResponse, type ServerResponse } from './node-server.js'

/** A context as the guard sees it, and how it goes on. */
export class HonoExchange implements ResponseExchange<Context> {
  readonly native: Context
  readonly #next: Next
  readonly #body = new RequestBody()

  constructor(c: Context, next: Next) {
    this.native = c
    this.#next = next
  }

  /** Its close says how the request ended, so that the answer can be left as it is. */
  get response(): ServerResponse | undefined {
    return nodeResponse(this.native)
  }

  get method(): string {
    return this.native.req.method
  }

  get path(): string {
    return this.native.req.path
  }

  get signal(): AbortSignal {
    return this.native.req.raw.signal
  }

  get body(): unknown {
    return this.#body.parsed
  }

  get isTooLarge(): boolean {
    return this.#body.isTooLarge
  }

  get address(): string | undefined {
    const { native: c } = this
    return nodeAddress(c) ?? socketAddress(c.req.raw, c.env)
  }

  get guarded(): Llm | undefined {
    const llm: Llm | undefined = this.native.get('llm')
    return llm?.isGuarded === true ? llm : undefined
  }

  get answer(): Response {
    return this.native.res
  }

  /** In two steps: Hono would write the fields of the response before over those of this one. */
  set answer(answer: Response) {
    this.native.res = undefined
    this.native.res = answer
  }

  header(name: string): string | undefined {
    return this.native.req.header(name)
  }

  /** Asked for a browser's request only: Hono makes a response to look at. */
  getField(name: string): string | undefined {
    return this.header('origin') === undefined ? undefined : (this.answer.headers.get(name) ?? undefined)
  }

  /** On Node's own response where there is one: by Hono's, a guarded request costs 1.6 times as much there. What cors has set is on Hono's. */
  setField(name: string, value: string): void {
    const { response } = this
    if (response === undefined || name === EXPOSED) this.answer.headers.set(name, value)
    else if (!response.headersSent) response.setHeader(name, value)
  }

  readBody(maxBytes: number): MaybePromise<void> {
    return goOn(requestToRead(this.native), (request) => this.#body.read(request, maxBytes))
  }

  async proceed(admitted: Admitted | undefined): Promise<void> {
    const { native: c } = this
    handOn(c, this.#body.again(admitted?.body))
    c.set('llm', admitted?.llm ?? this.guarded ?? (await unguardedLlm()))
    await (admitted === undefined ? this.#next() : runInContext(admitted.llm.admission, this.#next))
    if (!c.finalized) throw new Error('No handler after llmLimit() returned a response.')
  }

  refuse({ status, contentType, body }: Refused): void {
    this.#body.discard()
    this.reply(body, status, contentType)
  }

  /** Answers in place of a handler, with what was set on the context before. */
  reply(body: string, status: number, contentType: string): void {
    const { native: c } = this
    c.res = c.newResponse(body, new Response(null, { status, headers: { 'content-type': contentType } }))
  }

  waitUntil(work: Promise<unknown>): void {
    try {
      this.native.executionCtx.waitUntil(work)
    } catch {
      // Hono throws where the platform has none: there nothing ends before the work does.
    }
  }
}
