import {
  type Admitted,
  fieldText,
  type Llm,
  type NodeExchange,
  pathOf,
  type Refused,
  unguardedLlm,
} from '@llm-limit/http'
import { nodeContext } from '@llm-limit/http/context'
import type { NextApiRequest, NextApiResponse } from 'next'
import { outlive } from './after-response.js'

/** What an outer guard reserved for the request. */
const guardedBy = new WeakMap<NextApiRequest, Llm>()

/** A request of the Pages Router as the guard sees it, and how it goes on. */
export class PagesExchange implements NodeExchange<NextApiRequest> {
  readonly native: NextApiRequest
  readonly response: NextApiResponse
  readonly #handle: (llm: Llm) => unknown

  constructor(native: NextApiRequest, response: NextApiResponse, handle: (llm: Llm) => unknown) {
    this.native = native
    this.response = response
    this.#handle = handle
  }

  get method(): string {
    return this.native.method ?? 'GET'
  }

  get path(): string {
    return pathOf(this.native.url ?? '/')
  }

  get body(): unknown {
    return this.native.body
  }

  get address(): string | undefined {
    return this.native.socket.remoteAddress
  }

  get guarded(): Llm | undefined {
    return guardedBy.get(this.native)
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

  async proceed(admitted: Admitted | undefined): Promise<void> {
    if (admitted === undefined) return void (await this.#handle(this.guarded ?? (await unguardedLlm())))
    const { llm, body } = admitted
    guardedBy.set(this.native, llm)
    if (body !== undefined) this.native.body = body
    outlive(llm.admission.settled)
    try {
      await nodeContext.run(llm.admission, async () => this.#handle(llm))
    } catch (cause) {
      // Next makes it a 500, also of an answer that is half sent.
      void llm.admission.end(this.response.headersSent ? 'aborted' : 'failed')
      throw cause
    }
  }

  refuse({ status, contentType, body }: Refused): void {
    this.response.setHeader('Content-Type', contentType)
    this.response.status(status).end(body)
  }
}
