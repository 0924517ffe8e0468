import { connect, type Socket } from 'node:net'
import type { Sending } from './http-client.js'
import { until } from './waiting.js'

/** A client that sends what it likes and leaves when it likes. */
export interface RawClient {
  /** All that came back, as text. */
  readonly received: string
  /** Events with data that came back, of all streams. */
  readonly chunks: number
  readonly isClosed: boolean
  /** Path below which the app is served: '' at the root. */
  readonly base: string
  /** Sends a request; the connection is kept for more. */
  send(request: Sending): void
  /** Sends bytes as they are. */
  write(text: string): void
  /** Waits for a text in what came back. */
  receives(text: string): Promise<void>
  /** Waits for the first `count` chunks of a stream. */
  receivesChunks(count: number): Promise<void>
  /** Closes the connection. */
  leave(): void
  /** Resets it. */
  reset(): void
  /** Says that it sends nothing more, and goes on reading. */
  halfClose(): void
}

export async function rawClient(url: string): Promise<RawClient> {
  const { hostname, port, pathname } = new URL(url)
  const base = pathname === '/' ? '' : pathname
  const socket = await connected(hostname, Number(port))
  let received = ''
  let isClosed = false
  socket.setEncoding('utf8')
  socket.on('data', (text) => {
    received += text
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    isClosed = true
  })
  const chunks = (): number => received.split('data: {').length - 1
  return {
    base,
    get received() {
      return received
    },
    get chunks() {
      return chunks()
    },
    get isClosed() {
      return isClosed
    },
    send: (request) => void socket.write(requestText(request, base)),
    write: (text) => void socket.write(text),
    receives: (text) => until(`'${text}' arrives`, () => received.includes(text)),
    receivesChunks: (count) => until(`chunk ${count} arrives`, () => chunks() >= count),
    leave: () => void socket.destroy(),
    reset: () => void socket.resetAndDestroy(),
    halfClose: () => void socket.end(),
  }
}

function connected(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

/** A request as bytes. */
export function requestText(
  { method = 'POST', path = '/ai/chat', user, headers = {}, body = {} }: Sending,
  base: string,
): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const fields = {
    host: 'localhost',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
    ...(user === undefined ? {} : { 'x-user': user }),
    ...headers,
  }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`)
  return [`${method} ${base}${path} HTTP/1.1`, ...lines, '', text].join('\r\n')
}
