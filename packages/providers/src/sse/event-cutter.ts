import { createByteBuffer, joinBytes } from './byte-buffer.js'

const LF = 0x0a
const CR = 0x0d
const MAX_EVENT_BYTES = 1 << 20
const NOTHING = new Uint8Array(0)

export interface EventCutterOptions {
  /** Sees each complete event with its blank line. @returns what to pass on instead: the same object to leave it as it is. */
  readonly visit: (event: Uint8Array) => Uint8Array
  /** Pass bytes on only when their event is complete and `visit` has seen it. Otherwise what `visit` returns is ignored. */
  readonly withhold: boolean
  /** A longer event is passed on unseen, so that memory stays bounded. Default 1 MiB. */
  readonly maxEventBytes?: number | undefined
}

export interface EventCutter {
  push(chunk: Uint8Array): Uint8Array
  end(): Uint8Array
}

/**
 * Cuts a byte stream into server-sent events, whatever its chunks: a line ends with LF, CR or CRLF, a blank line ends an
 * event (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream). Events are cut
 * as bytes: a line end never lies inside a UTF-8 character, so none is ever split.
 */
export function createEventCutter({
  visit,
  withhold,
  maxEventBytes = MAX_EVENT_BYTES,
}: EventCutterOptions): EventCutter {
  const findEnd = createEndFinder()
  const pending = createByteBuffer()
  let isTooLong = false
  /** The last event ended with CR at the end of its chunk: what becomes of an LF that follows. */
  let lateLf: 'none' | 'pass' | 'drop' = 'none'

  /** The last part of an event arrived; `pending` has what came before. */
  function complete(part: Uint8Array): Uint8Array {
    const isSeen = !isTooLong && pending.length + part.length <= maxEventBytes
    isTooLong = false
    const event = pending.length === 0 ? part : wholeOf(part)
    return isSeen ? visit(event) : event
  }

  function wholeOf(part: Uint8Array): Uint8Array {
    pending.append(part)
    return pending.take()
  }

  /** Keeps the start of an event, or lets it go when it is too long. */
  function keep(part: Uint8Array): Uint8Array {
    isTooLong ||= pending.length + part.length > maxEventBytes
    if (isTooLong) return pending.length === 0 ? part : wholeOf(part)
    if (part.length > 0) pending.append(part)
    return NOTHING
  }

  function push(chunk: Uint8Array): Uint8Array {
    if (chunk.length === 0) return chunk
    const passed: Uint8Array[] = []
    let isSame = pending.length === 0
    let start = 0
    if (lateLf !== 'none' && chunk[0] === LF) {
      isSame &&= lateLf === 'pass'
      if (lateLf === 'pass') passed.push(chunk.subarray(0, 1))
      start = 1
    }
    lateLf = 'none'
    for (let end = findEnd(chunk, 0); end >= 0; end = findEnd(chunk, end)) {
      const part = start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end)
      const event = complete(part)
      isSame &&= event === part
      passed.push(event)
      start = end
      if (end === chunk.length && chunk[end - 1] === CR) lateLf = event.length > 0 ? 'pass' : 'drop'
    }
    const released = keep(chunk.subarray(start))
    if (!withhold) return chunk
    if (isSame && start + released.length === chunk.length) return chunk
    return joinBytes([...passed, released])
  }

  function end(): Uint8Array {
    const rest = pending.length === 0 ? NOTHING : visit(pending.take())
    return withhold ? rest : NOTHING
  }

  return { push, end }
}

/** Finds the next end of an event at or after `from`, -1 when there is none. Remembers lines across chunks. */
function createEndFinder(): (chunk: Uint8Array, from: number) => number {
  let isBlank = true
  let lineIsEmpty = true
  let afterCr = false

  return function findEnd(chunk, from) {
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i]
      const isSecondHalf = byte === LF && afterCr
      afterCr = byte === CR
      if (isSecondHalf) continue
      if (byte !== LF && byte !== CR) isBlank = lineIsEmpty = false
      else if (!lineIsEmpty) lineIsEmpty = true
      else return isBlank ? endOfBlanks(chunk, i) : endAt(chunk, i)
    }
    return -1
  }

  /** Lines without anything between two events are passed on together, however many. */
  function endOfBlanks(chunk: Uint8Array, from: number): number {
    let end = from + 1
    while (chunk[end] === LF || chunk[end] === CR) end += 1
    afterCr = chunk[end - 1] === CR
    return end
  }

  function endAt(chunk: Uint8Array, at: number): number {
    isBlank = true
    return at + (chunk[at] === CR && takesLf(chunk, at + 1) ? 2 : 1)
  }

  function takesLf(chunk: Uint8Array, at: number): boolean {
    if (chunk[at] !== LF) return false
    afterCr = false
    return true
  }
}
