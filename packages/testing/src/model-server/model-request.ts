import type { IncomingMessage } from 'node:http'

/** One request as the server saw it. */
export interface ModelRequest {
  /** The answer's `id` and `x-request-id`, and the bill's. */
  readonly id: string
  readonly method: string
  /** Without the query string. */
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The body before parsing, to see duplicate keys. */
  readonly text: string
  /** The parsed body; `undefined` when it is no JSON. */
  readonly body: unknown
  /** Milliseconds on the server's clock. */
  readonly startedAt: number
}

/** @returns `undefined` when the client left before its body was complete. */
export async function readRequest(
  incoming: IncomingMessage,
  { id, startedAt }: { id: string; startedAt: number },
): Promise<ModelRequest | undefined> {
  const text = await readText(incoming)
  if (text === undefined) return undefined
  const [path = '/', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s)
  return {
    id,
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: headersOf(incoming),
    text,
    body: parse(text),
    startedAt,
  }
}

async function readText(incoming: IncomingMessage): Promise<string | undefined> {
  const pieces: Uint8Array[] = []
  try {
    for await (const piece of incoming) pieces.push(piece)
  } catch {
    return undefined
  }
  return Buffer.concat(pieces).toString()
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
