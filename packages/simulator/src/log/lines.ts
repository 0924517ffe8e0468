import { createReadStream } from 'node:fs'
import { LogError } from './log-error.js'

const CHUNK_BYTES = 256 * 1024
const LONGEST_LINE = 1024 * 1024

export interface LineBatch {
  readonly lines: readonly string[]
  /** Number of the first one, from 1. */
  readonly first: number
  /** Of the file, read so far. */
  readonly bytes: number
}

/** The lines of a file, without their ends (LF or CRLF; the last may have none), as many at once as one piece of the file holds. */
export async function* linesOf(file: string): AsyncGenerator<LineBatch> {
  const decoder = new TextDecoder()
  let rest = ''
  let first = 1
  let bytes = 0
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
    bytes += chunk.length
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > LONGEST_LINE) throw tooLong(file, first + lines.length)
    if (lines.length > 0) yield { lines: lines.map(withoutReturn), first, bytes }
    first += lines.length
  }
  rest += decoder.decode()
  if (rest !== '') yield { lines: [withoutReturn(rest)], first, bytes }
}

function withoutReturn(line: string): string {
  return line.charCodeAt(line.length - 1) === RETURN ? line.slice(0, -1) : line
}

const RETURN = 13

function tooLong(file: string, line: number): LogError {
  const message = `This line has more than ${LONGEST_LINE} characters. A log has one request a line.`
  return new LogError({ file, line, column: LONGEST_LINE }, message)
}
