import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** Runs one command on the real server. */
type Run = (command: string, ...args: string[]) => Promise<unknown>

/** The REST protocol of Upstash over a real Redis: enough of it for the real client. */
export async function startRestShim(run: Run): Promise<{ readonly url: string; stop(): void }> {
  const server = createServer((request, response) => void answer(run, request, response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function answer(run: Run, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body: unknown = JSON.parse(await text(request))
  const isBase64 = request.headers['upstash-encoding'] === 'base64'
  const isMany = request.url?.startsWith('/pipeline') === true
  const results = await Promise.all((isMany ? (body as string[][]) : [body as string[]]).map((each) => one(run, each)))
  const told = results.map((each) => ('result' in each && isBase64 ? { result: encoded(each.result) } : each))
  response.statusCode = !isMany && 'error' in (told[0] ?? {}) ? 400 : 200
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(isMany ? told : told[0]))
}

async function one(run: Run, [command = '', ...args]: string[]): Promise<{ result: unknown } | { error: string }> {
  try {
    return { result: await run(command, ...args.map(String)) }
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'unknown' }
  }
}

function encoded(value: unknown): unknown {
  if (typeof value === 'string') return value === 'OK' ? value : Buffer.from(value).toString('base64')
  return Array.isArray(value) ? value.map(encoded) : value
}
