import { runInContext } from '@llm-limit/core'
import {
  type Admitted,
  type Llm,
  type NodeExchange,
  type Refused,
  RequestBody,
  type ResponseExchange,
  socketAddress,
  unguardedLlm,
} from '@llm-limit/http'
import type { Context, Next } from 'hono'
import { nodeAddress, nodeResponse } from './node-bindings.js'
import { noteField, writeFields } from './response-fields.js'

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
  get response(): NodeExchange<Context>['response'] | undefined {
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

  setField(name: string, value: string): void {
    noteField(this.native, name, value)
  }

  async readBody(maxBytes: number): Promise<void> {
    await this.#body.read(await unread(this.native), maxBytes)
  }

  async proceed(admitted: Admitted | undefined): Promise<void> {
    const { native: c } = this
    const request = this.#body.handedOn(c.req.raw, admitted?.body)
    if (request !== c.req.raw) {
      c.req.raw = request
      c.req.bodyCache = {}
    }
    c.set('llm', admitted?.llm ?? this.guarded ?? (await unguardedLlm()))
    await (admitted === undefined ? this.#next() : runInContext(admitted.llm.admission, this.#next))
    if (!c.finalized) throw new Error('No handler after llmLimit() returned a response.')
    writeFields(c)
  }

  refuse({ status, contentType, body }: Refused): void {
    this.#body.discard()
    this.reply(body, status, contentType)
  }

  /** Answers in place of a handler, with what was set on the context before. */
  reply(body: string, status: number, contentType: string): void {
    const { native: c } = this
    c.res = c.newResponse(body, new Response(null, { status, headers: { 'content-type': contentType } }))
    writeFields(c)
  }

  waitUntil(work: Promise<unknown>): void {
    backgroundOf(this.native)?.waitUntil?.(work)
  }
}

/** Hono throws where the platform has none: there nothing ends before the work does. */
function backgroundOf(c: Context): Context['executionCtx'] | undefined {
  try {
    return c.executionCtx
  } catch {
    return undefined
  }
}

/** A validator before the guard has read the body: Hono keeps what was read. */
async function unread({ req }: Context): Promise<Request> {
  const isKept = req.raw.bodyUsed && Object.keys(req.bodyCache).length > 0
  if (!isKept || req.header('content-type')?.includes('json') !== true) return req.raw
  return new Request(req.raw, { body: await req.text() })
}
