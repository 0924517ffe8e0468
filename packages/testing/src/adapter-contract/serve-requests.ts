import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Loopback, listenOnLoopback } from '../model-server/loopback.js'

/**
 * Serves a `Request -> Response` handler on a real socket, the way Next does: `request.signal` aborts when the client leaves, the
 * body of the response is then cancelled, but not when the client left before there was a response.
 */
export async function serveRequests(handle: (request: Request) => Promise<Response>): Promise<Loopback> {
  return listenOnLoopback((incoming, outgoing) => void answer(handle, incoming, outgoing))
}

async function answer(
  handle: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const left = new AbortController()
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) left.abort()
  })
  try {
    const response = await handle(requestOf(incoming, left.signal))
    if (!outgoing.closed) await send(response, outgoing, left.signal)
  } catch {
    if (!outgoing.headersSent) return void outgoing.writeHead(500).end()
    await nextTurn()
    outgoing.destroy()
  }
}

function requestOf(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', url = '/' } = incoming
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, [value].flat().join(', '))
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const body = hasBody ? { body: Readable.toWeb(incoming) as BodyInit, duplex: 'half' } : {}
  return new Request(`http://${headers.get('host')}${url}`, { method, headers, signal, ...body })
}

async function send(response: Response, outgoing: ServerResponse, left: AbortSignal): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  outgoing.flushHeaders()
  if (response.body === null) return void outgoing.end()
  const reader = response.body.getReader()
  left.addEventListener('abort', () => void reader.cancel(new Error('The client left.')).catch(() => {}))
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return void outgoing.end()
    if (!outgoing.write(value)) await drained(outgoing)
  }
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    outgoing.once('drain', resolve)
    outgoing.once('close', resolve)
  })
}
