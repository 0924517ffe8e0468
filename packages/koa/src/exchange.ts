import { type Admitted, fieldText, type Llm, type NodeExchange, type NodeResponse, type Refused } from '@llm-limit/http'
import { nodeContext } from '@llm-limit/http/context'
import type { Context, Next } from 'koa'

/** A context as the guard sees it, and how it goes on. */
export class KoaExchange implements NodeExchange<Context> {
  readonly native: Context
  readonly #next: Next

  constructor(ctx: Context, next: Next) {
    this.native = ctx
    this.#next = next
  }

  get response(): NodeResponse {
    return this.native.res
  }

  get method(): string {
    return this.native.method
  }

  get path(): string {
    return this.native.path
  }

  /** Where body parsers of Koa put what they read. */
  get body(): unknown {
    const { request } = this.native
    return 'body' in request ? request.body : undefined
  }

  /** `ctx.ip` follows the app's own `proxy` setting. */
  get address(): string {
    return this.native.ip
  }

  get guarded(): Llm | undefined {
    return this.native.state.llm
  }

  header(name: string): string | undefined {
    return fieldText(this.native.headers[name])
  }

  setField(name: string, value: string): void {
    if (!this.native.headerSent) this.native.set(name, value)
  }

  getField(name: string): string | undefined {
    return fieldText(this.native.res.getHeader(name))
  }

  async proceed(admitted: Admitted | undefined): Promise<void> {
    if (admitted === undefined) return this.#next()
    this.native.state.llm = admitted.llm
    if (admitted.body !== undefined) Object.assign(this.native.request, { body: admitted.body })
    await nodeContext.run(admitted.llm.admission, this.#next)
  }

  refuse({ status, contentType, body }: Refused): void {
    this.native.status = status
    this.native.type = contentType
    this.native.body = body
  }
}
