import {
  type Admitted,
  fieldText,
  type Llm,
  type NodeExchange,
  type NodeResponse,
  pathOf,
  type Refused,
} from '@llm-limit/http'
import { nodeContext } from '@llm-limit/http/context'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** A request and its reply as the guard sees them, and how they go on. */
export class FastifyExchange implements NodeExchange<FastifyRequest> {
  readonly native: FastifyRequest
  readonly #reply: FastifyReply
  readonly #done: () => void

  constructor(request: FastifyRequest, reply: FastifyReply, done: () => void) {
    this.native = request
    this.#reply = reply
    this.#done = done
  }

  get response(): NodeResponse {
    return this.#reply.raw
  }

  get method(): string {
    return this.native.method
  }

  get path(): string {
    return pathOf(this.native.url)
  }

  get body(): unknown {
    return this.native.body
  }

  /** `request.ip` follows the app's own `trustProxy`. */
  get address(): string {
    return this.native.ip
  }

  get guarded(): Llm | undefined {
    return this.native.llm
  }

  header(name: string): string | undefined {
    return fieldText(this.native.headers[name])
  }

  setField(name: string, value: string): void {
    this.#reply.header(name, value)
  }

  getField(name: string): string | undefined {
    return fieldText(this.#reply.getHeader(name))
  }

  /** `done` runs inside the context, so hooks after this one and the handler find the request. */
  proceed(admitted: Admitted | undefined): void {
    if (admitted === undefined) return this.#done()
    this.native.llm = admitted.llm
    if (admitted.body !== undefined) this.native.body = admitted.body
    nodeContext.run(admitted.llm.admission, this.#done)
  }

  /** The body is text already: a serializer that a hook has set would encode it once more. */
  refuse({ status, contentType, body }: Refused): void {
    this.#reply.code(status).type(contentType).serializer(String).send(body)
  }
}
