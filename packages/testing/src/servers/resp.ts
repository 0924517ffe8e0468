/** A reply of Redis, as clients give it. An error inside an array (as of EXEC) is its element. */
export type RedisReply = string | number | null | Error | readonly RedisReply[]

/** A part of a command. Numbers are written in decimal. */
export type RedisArgument = string | number | Uint8Array

const CRLF = '\r\n'

/** A command in the protocol of Redis, version 2. https://redis.io/docs/latest/develop/reference/protocol-spec/ */
export function encodeCommand(parts: readonly RedisArgument[]): Buffer {
  const pieces = [Buffer.from(`*${parts.length}${CRLF}`)]
  for (const part of parts) {
    const bytes = typeof part === 'object' ? Buffer.from(part) : Buffer.from(String(part))
    pieces.push(Buffer.from(`$${bytes.length}${CRLF}`), bytes, Buffer.from(CRLF))
  }
  return Buffer.concat(pieces)
}

/** A reply, and where the next one begins. */
export interface Decoded {
  readonly reply: RedisReply
  readonly end: number
}

/** The reply that begins at `start`; `undefined` while it is not complete. */
export function decodeReply(data: Buffer, start = 0): Decoded | undefined {
  const lineEnd = data.indexOf(CRLF, start)
  if (lineEnd === -1) return
  const kind = data.toString('latin1', start, start + 1)
  const line = data.toString('utf8', start + 1, lineEnd)
  const end = lineEnd + CRLF.length
  if (kind === '+') return { reply: line, end }
  if (kind === '-') return { reply: new Error(line), end }
  if (kind === ':') return { reply: Number(line), end }
  if (kind === '$') return decodeText(data, end, Number(line))
  if (kind === '*') return decodeArray(data, end, Number(line))
  throw new Error(`A reply of Redis begins with '${kind}', which the protocol does not know.`)
}

function decodeText(data: Buffer, start: number, length: number): Decoded | undefined {
  if (length === -1) return { reply: null, end: start }
  const end = start + length + CRLF.length
  return data.length < end ? undefined : { reply: data.toString('utf8', start, start + length), end }
}

function decodeArray(data: Buffer, start: number, length: number): Decoded | undefined {
  if (length === -1) return { reply: null, end: start }
  const elements: RedisReply[] = []
  let end = start
  for (let element = 0; element < length; element += 1) {
    const decoded = decodeReply(data, end)
    if (decoded === undefined) return
    elements.push(decoded.reply)
    end = decoded.end
  }
  return { reply: elements, end }
}
