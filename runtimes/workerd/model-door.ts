import { WorkerEntrypoint } from 'cloudflare:workers'
import { EventEmitter } from 'node:events'
import type { RequestListener } from 'node:http'
import { awaitOthers } from './app-door.js'
import { REQUEST_FIELD, SERVER_FIELD, type Step } from './relay-steps.js'

interface Served {
  readonly listener: RequestListener
  isClosed: boolean
}

const origins: string[] = []
const servers: (Served | undefined)[] = []

/** @param relayed Addresses of the relay's servers. */
export function relayThrough(relayed: readonly string[]): void {
  origins.push(...relayed)
}

/** In the place of `node:http` on loopback, since a worker cannot listen: the relay in Node does it, and hands every request in here. */
export async function listenOnLoopback(listener: RequestListener): Promise<{ origin: string; close(): Promise<void> }> {
  const index = origins.findIndex((_, i) => servers[i] === undefined)
  const origin = origins[index]
  if (origin === undefined) throw new Error('The relay has no server left.')
  const served: Served = { listener, isClosed: false }
  servers[index] = served
  return {
    origin,
    async close() {
      served.isClosed = true
      servers[index] = undefined
    },
  }
}

/** Runs the fake model server: node:http's request and response on this side, their steps on the way to the relay. */
export class ModelDoor extends WorkerEntrypoint {
  fetch(request: Request): Response {
    const served = servers[Number(request.headers.get(SERVER_FIELD))]
    if (served === undefined) return new Response(null, { status: 503 })
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const response = new RelayedResponse(writable.getWriter())
    request.signal.addEventListener('abort', () => response.emit('close'))
    awaitOthers(served, () => response.emit('close'))
    // What is billed when the client left is billed after that.
    this.ctx.waitUntil(new Promise((resolve) => response.once('close', () => setTimeout(resolve, 1_000))))
    const head = JSON.parse(decodeURIComponent(request.headers.get(REQUEST_FIELD) ?? '{}'))
    const body = request.body ?? new Blob().stream()
    const incoming = { ...head, [Symbol.asyncIterator]: () => body[Symbol.asyncIterator]() }
    served.listener(incoming as never, response as never)
    return new Response(readable, { headers: { 'content-type': 'application/x-ndjson' } })
  }
}

/** As much of node:http's ServerResponse as the fake model server uses. */
class RelayedResponse extends EventEmitter {
  headersSent = false
  statusCode = 200
  readonly socket = { destroy: () => this.#last('destroy'), resetAndDestroy: () => this.#last('resetAndDestroy') }
  readonly #steps: WritableStreamDefaultWriter<Uint8Array>
  readonly #fields: Record<string, string> = {}

  constructor(steps: WritableStreamDefaultWriter<Uint8Array>) {
    super()
    this.#steps = steps
  }

  setHeader(name: string, value: string): void {
    this.#fields[name] = value
  }

  writeHead(status: number, fields: Readonly<Record<string, string>>): this {
    this.statusCode = status
    this.headersSent = true
    void this.#say('writeHead', status, { ...this.#fields, ...fields })
    return this
  }

  flushHeaders(): void {
    void this.#say('flushHeaders')
  }

  write(bytes: string | Uint8Array, taken: () => void): void {
    void this.#say('write', base64(bytes)).then(taken)
  }

  end(body: string | Uint8Array = ''): void {
    this.#last('end', base64(body))
  }

  #last(name: Step[0], ...args: readonly unknown[]): void {
    void this.#say(name, ...args).then(() => {
      this.emit('close')
      return this.#steps.close().catch(gone)
    })
  }

  #say(...step: Step): Promise<void> {
    return this.#steps.write(new TextEncoder().encode(`${JSON.stringify(step)}\n`)).catch(gone)
  }
}

function base64(bytes: string | Uint8Array): string {
  return Buffer.from(bytes as string).toString('base64')
}

/** The client left: there is nobody to tell. */
function gone(): void {}
