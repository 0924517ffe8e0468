import type { Answer } from './answer.js'
import { breakOff } from './break-off.js'
import type { Chunk, StreamEvent } from './dialect.js'
import { type EventStream, eventStream } from './event-stream.js'
import type { Exchange } from './exchange.js'
import { type ErrorAnswer, faults } from './fault.js'
import { NO_OUTPUT, type TokenCounts } from './usage.js'

const HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform' }

/** An answer in the events of its API. */
export interface StreamedAnswer {
  readonly chunks: Iterable<Chunk>
  readonly dialect: { readonly done: StreamEvent | undefined; errorEvent(error: ErrorAnswer): StreamEvent }
}

/** Answers as server-sent events. */
export async function answerStream(
  exchange: Exchange,
  answer: Answer,
  { chunks, dialect }: StreamedAnswer,
): Promise<void> {
  const { behaviour, connection, broken, charge } = exchange
  const breaks = broken?.kind === 'malformed' ? undefined : broken?.kind
  const events = eventStream(connection, behaviour.style)

  await connection.wait(behaviour.firstByteDelayMs ?? 0)
  if (!connection.gone) connection.begin(200, { ...HEADERS, ...behaviour.headers })
  const used = await sendChunks(exchange, events, answer, chunks)
  if (breaks === 'stalled') await connection.whenGone

  const aborted = connection.gone || breaks !== undefined
  const counts = aborted && behaviour.onAbort !== 'bills-on' ? used : answer.counts
  charge({ model: answer.model, stream: true, status: connection.status, aborted, counts })

  if (breaks !== undefined && breaks !== 'error-event') return breakOff(connection, breaks)
  if (breaks === 'error-event') await events.send(dialect.errorEvent(faults.serverError()))
  else if (dialect.done !== undefined && behaviour.style?.done !== false) await events.send(dialect.done)
  connection.end()
}

/** @returns what the call used until its last chunk, its fault, or the moment the client left. */
async function sendChunks(
  { behaviour, connection, broken }: Exchange,
  events: EventStream,
  answer: Answer,
  chunks: Iterable<Chunk>,
): Promise<TokenCounts> {
  const faultAt = broken === undefined ? undefined : (broken.afterChunks ?? 0)
  let used: TokenCounts = { ...answer.counts, ...NO_OUTPUT }
  let sent = 0
  for (const { name, body, soFar } of chunks) {
    if (sent === faultAt && broken?.kind !== 'malformed') return used
    await connection.wait(behaviour.chunkDelayMs ?? 0)
    if (connection.gone) return used
    if (sent === faultAt) await events.send({ data: '{"id":"chatcmpl-' })
    await events.sendChunk(body, name)
    used = soFar
    sent += 1
  }
  return used
}
