import { type JsonObject, parseJson } from '@llm-limit/providers'
import type { Random } from '@llm-limit/testing/reference'
import { mutatedJson, randomBytes, withBytes } from './mutate-json.js'

const EVENT_END = /(?:\r\n|\n|\r){2}/
const LINE_END = /\r\n|\n|\r/g
const LINE_ENDS = ['\n', '\r\n', '\r'] as const

const STRAY_EVENTS: readonly string[] = [
  ': a comment',
  'data',
  'data:',
  'data: [DONE]',
  'data: [DONE',
  'data: {',
  'data: null',
  'data: []',
  'data: {"usage":{}}',
  'data: {"usage":null,"choices":[]}',
  'data: {"type":"error","error":{"type":"overloaded_error"}}',
  'data: {"type":"message_stop"}',
  'data: {"type":"response.completed"}',
  'data: {"candidates":[{"finishReason":"STOP"}]}',
  'event: ping',
  'id: 1\nretry: 1000000000000',
  'data: {"a":\ndata: 1}',
  '\ufeffdata: {"choices":[{"index":0,"delta":{"content":"x"}}]}',
  '\0',
  'nonsense',
]

/** Bytes of a stream with faults in it: in the JSON of its events, in their order, in their lines, in the bytes. */
export function mutatedStream(text: string, random: Random): Uint8Array {
  let events = text.split(EVENT_END).filter((event) => event !== '')
  for (let times = random.integer(0, 4); times > 0; times -= 1) events = changed(events, random)
  return damaged(new TextEncoder().encode(joined(events, random)), random)
}

function changed(events: readonly string[], random: Random): string[] {
  if (events.length === 0) return [random.pick(STRAY_EVENTS)]
  const at = random.integer(0, events.length - 1)
  const event = events[at] ?? ''
  return random.pick<() => string[]>([
    () => events.with(at, mutatedEvent(event, random)),
    () => events.toSpliced(at, 0, random.pick(STRAY_EVENTS)),
    () => events.toSpliced(at, 1),
    () => events.toSpliced(at, 0, event),
    () => shuffled(events, random),
    () => events.slice(0, at),
    () => [...events, ...events],
  ])()
}

function mutatedEvent(event: string, random: Random): string {
  return event.replace(/^data: ?(.*)$/gm, (line, data: string) => {
    const parsed = parseJson(data) as JsonObject | undefined
    return parsed === undefined ? line : `data: ${mutatedJson(parsed, random)}`
  })
}

function shuffled(events: readonly string[], random: Random): string[] {
  const left = [...events]
  const drawn: string[] = []
  while (left.length > 0) drawn.push(...left.splice(random.integer(0, left.length - 1), 1))
  return drawn
}

/** With one kind of line end, or another for each line. */
function joined(events: readonly string[], random: Random): string {
  const end = random.pick(LINE_ENDS)
  const isMixed = random.oneIn(6)
  const text = events.map((event) => `${event}\n\n`).join('')
  const whole = text.replace(LINE_END, () => (isMixed ? random.pick(LINE_ENDS) : end))
  return random.oneIn(5) ? whole.replace(/[\r\n]+$/, '') : whole
}

function damaged(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.integer(0, bytes.length)
  switch (random.integer(0, 9)) {
    case 0:
      return bytes.slice(0, at)
    case 1:
      return bytes.slice(at)
    case 2:
      return withBytes(bytes, at, randomBytes(random))
    case 3:
      return bytes.length === 0 ? bytes : bytes.with(Math.min(at, bytes.length - 1), random.integer(0, 255))
    default:
      return bytes
  }
}

/** Chunks of the given bytes: of one byte each, of random lengths, empty ones between them, or all at once. */
export function chunksOf(bytes: Uint8Array, random: Random, mostChunks = 50_000): Uint8Array[] {
  const most = random.pick([1, 2, 7, 64, 1_000, 16_384, bytes.length])
  const isRandom = random.oneIn(2)
  const hasEmpty = random.oneIn(4)
  const chunks: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = Math.max(
      1,
      isRandom ? random.integer(1, Math.max(1, most)) : most,
      Math.floor(bytes.length / mostChunks),
    )
    // A copy: what is passed on must not depend on what its chunk was cut from.
    chunks.push(bytes.slice(at, at + length))
    if (hasEmpty) chunks.push(new Uint8Array(0))
    at += length
  }
  return chunks
}
