import { IncomingMessage, type RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/** A connection that nobody is at the other end of. */
class Line extends Duplex {
  readonly remoteFamily = 'IPv4'
  readonly remotePort = 40_000

  constructor(readonly remoteAddress: string) {
    super()
  }

  override _read(): void {}

  override _write(_chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    done()
  }
}

export function addresses(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `10.0.${i >> 8}.${i & 255}`)
}

/** Chats of 1 KB as an SDK sends them, no two alike. */
const bodies = Array.from({ length: 97 }, (_, i) =>
  Buffer.from(
    JSON.stringify({
      model: 'gpt-5-mini',
      max_completion_tokens: 800,
      temperature: 0.7,
      messages: [
        {
          role: 'system',
          content: 'You are a helpful assistant of a travel agency. Answer in at most three sentences.',
        },
        {
          role: 'user',
          content: `We are ${i + 2} people who would like to see Lisbon in spring. What should we not miss?`,
        },
        {
          role: 'assistant',
          content: `Take tram 28 early, before it fills up. ${'The park is close by. '.repeat(6 + (i % 5))}`,
        },
        {
          role: 'user',
          content: `And on a rainy day? ${'We like animals, ships and good food. '.repeat(12 - (i % 7))}`,
        },
      ],
    }),
  ),
)

const headers = {
  host: 'api.example.com',
  'user-agent': 'OpenAI/JS 6.49.0',
  accept: 'application/json',
  'content-type': 'application/json',
  authorization: 'Bearer abcdefghijklmnopqrstuvwxyz0123456789',
}

const rawHeaders = Object.entries(headers).flat()

let sent = 0

/** Sends the next chat through the app, with the request and response that node:http would make, until the response is closed. */
export function answerTo(app: RequestListener, address: string): Promise<ServerResponse> {
  const socket = new Line(address) as unknown as Socket
  sent += 1
  const body = bodies[sent % bodies.length] ?? Buffer.alloc(0)
  const request = new IncomingMessage(socket)
  Object.assign(request, { method: 'POST', url: '/v1/chat/completions', httpVersion: '1.1', complete: true })
  Object.assign(request, {
    httpVersionMajor: 1,
    httpVersionMinor: 1,
    headers: { ...headers, 'content-length': String(body.length) },
    rawHeaders: [...rawHeaders, 'content-length', String(body.length)],
  })
  request.push(body)
  request.push(null)
  const response = new ServerResponse(request)
  response.assignSocket(socket)
  const closed = new Promise<ServerResponse>((close) => {
    response.once('finish', () => {
      response.detachSocket(socket)
      process.nextTick(emitClose, response)
    })
    response.once('close', () => close(response))
  })
  app(request, response)
  return closed
}

/** @see https://github.com/nodejs/node/blob/v20.20.0/lib/_http_server.js emitCloseNT */
function emitClose(response: ServerResponse): void {
  Object.assign(response, { destroyed: true, _closed: true })
  response.emit('close')
}
