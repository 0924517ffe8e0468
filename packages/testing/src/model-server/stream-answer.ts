import type { Answer } from './answer.js'
import { breakOff } from './break-off.js'
import { chunksOf } from './chunks.js'
import { errorBody } from './error-answer.js'
import { type EventStream, eventStream } from './event-stream.js'
import type { Exchange } from './exchange.js'
import { faults } from './fault.js'
import { NO_OUTPUT, type TokenCounts } from './usage.js'

const HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform' }

/** Answers a chat completion as server-sent events. */
export async function answerStream(exchange: Exchange, answer: Answer, includeUsage: boolean): Promise<void> {
  const { behaviour, connection, broken, charge } = exchange
  const breaks = broken?.kind === 'malformed' ? undefined : broken?.kind
  const events = eventStream(connection, behaviour.style)

  await connection.wait(behaviour.firstByteDelayMs ?? 0)
  if (!connection.gone) connection.begin(200, { ...HEADERS, ...behaviour.headers })
  const used = await sendChunks(exchange, events, answer, includeUsage)
  if (breaks === 'stalled') await connection.whenGone

  const aborted = connection.gone || breaks !== undefined
  const counts = aborted && behaviour.onAbort !== 'bills-on' ? used : answer.counts
  charge({ model: answer.model, stream: true, status: connection.status, aborted, counts })

  if (breaks !== undefined && breaks !== 'error-event') return breakOff(connection, breaks)
  if (breaks === 'error-event') await events.send(errorBody(faults.serverError()))
  else if (behaviour.style?.done !== false) await events.send('[DONE]')
  connection.end()
}

/** @returns what the call used until its last chunk, its fault, or the moment the client left. */
async function sendChunks(
  { behaviour, connection, broken }: Exchange,
  events: EventStream,
  answer: Answer,
  includeUsage: boolean,
): Promise<TokenCounts> {
  const faultAt = broken === undefined ? undefined : (broken.afterChunks ?? 0)
  let used: TokenCounts = { ...answer.counts, ...NO_OUTPUT }
  let sent = 0
  for (const { body, soFar } of chunksOf(answer, behaviour, includeUsage)) {
    if (sent === faultAt && broken?.kind !== 'malformed') return used
    await connection.wait(behaviour.chunkDelayMs ?? 0)
    if (connection.gone) return used
    if (sent === faultAt) await events.send('{"id":"chatcmpl-')
    await events.sendChunk(body)
    used = soFar
    sent += 1
  }
  return used
}
