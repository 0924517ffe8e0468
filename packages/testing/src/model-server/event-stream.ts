import type { StreamStyle } from './behaviour.js'
import type { Connection } from './connection.js'
import type { StreamEvent } from './dialect.js'

const PADDING = 'abcdefghijklmnop'

/** Writes server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation */
export interface EventStream {
  /** One event. */
  send(event: StreamEvent): Promise<void>
  /** One event with a chunk. */
  sendChunk(body: Readonly<Record<string, unknown>>, name: string | undefined): Promise<void>
}

export function eventStream(connection: Connection, style: StreamStyle = {}): EventStream {
  const { lineEnd = '\n', comments = false, splitBytes = Number.POSITIVE_INFINITY, byteOrderMark = false } = style
  let lead = byteOrderMark ? '\uFEFF' : ''
  let sent = 0

  async function send({ name, data }: StreamEvent): Promise<void> {
    const field = name === undefined ? '' : `event: ${name}${lineEnd}`
    const comment = comments ? `: still working${lineEnd}${lineEnd}` : ''
    const bytes = Buffer.from(`${lead}${comment}${field}data: ${data}${lineEnd}${lineEnd}`)
    lead = ''
    for (let start = 0; start < bytes.length; start += splitBytes) {
      await connection.write(bytes.subarray(start, start + splitBytes))
      // What is written in one turn of the event loop would arrive as one piece.
      if (start + splitBytes < bytes.length) await connection.wait(0)
    }
  }

  return {
    send,
    async sendChunk(body, name) {
      sent += 1
      const padding = style.obfuscation === true ? { obfuscation: PADDING.slice((sent * 7) % PADDING.length) } : {}
      await send({ name, data: JSON.stringify({ ...body, ...padding }) })
    },
  }
}
