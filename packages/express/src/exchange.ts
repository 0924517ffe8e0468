import { type Admitted, fieldText, type Llm, type NodeExchange, pathOf, type Refused } from '@llm-limit/http'
import { nodeContext } from '@llm-limit/http/context'
import type { NextFunction, Request, Response } from 'express'

/** A request and its response as the guard sees them, and how they go on. */
export class ExpressExchange implements NodeExchange<Request> {
  readonly native: Request
  readonly response: Response
  readonly #next: NextFunction

  constructor(request: Request, response: Response, next: NextFunction) {
    this.native = request
    this.response = response
    this.#next = next
  }

  get method(): string {
    return this.native.method
  }

  get path(): string {
    return pathOf(this.native.originalUrl)
  }

  get body(): unknown {
    return this.native.body
  }

  /** `request.ip` follows the app's own `trust proxy`. */
  get address(): string | undefined {
    return this.native.ip
  }

  get guarded(): Llm | undefined {
    return this.native.llm
  }

  header(name: string): string | undefined {
    return fieldText(this.native.headers[name])
  }

  setField(name: string, value: string): void {
    if (!this.response.headersSent) this.response.setHeader(name, value)
  }

  getField(name: string): string | undefined {
    return fieldText(this.response.getHeader(name))
  }

  proceed(admitted: Admitted | undefined): void {
    if (admitted === undefined) return this.#next()
    this.native.llm = admitted.llm
    if (admitted.body !== undefined) this.native.body = admitted.body
    nodeContext.run(admitted.llm.admission, this.#next)
  }

  refuse({ status, contentType, body }: Refused): void {
    this.response.status(status).type(contentType).send(body)
  }
}
