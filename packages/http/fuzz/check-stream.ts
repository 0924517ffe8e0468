import assert from 'node:assert/strict'
import { joinBytes, type StreamReader, type Wire } from '@llm-limit/providers'
import { estimateTokens } from '@llm-limit/tokenizer'
import { checkCounts } from './check-answer.js'
import { heldBytes } from './held-bytes.js'

export interface FuzzedStream {
  readonly wire: Wire
  readonly bytes: Uint8Array
  readonly chunks: readonly Uint8Array[]
  /** Chunks after which it is stopped. */
  readonly stopAfter: number
}

/** What every wire promises of a stream, whatever its bytes and chunks. */
export function checkStream({ wire, bytes, chunks, stopAfter }: FuzzedStream): void {
  const parts = readAs(wire, chunks, false)
  const whole = readAs(wire, [bytes], false)
  assert.deepEqual(parts.said, whole.said, `${wire.name}: chunks change what is read`)
  assert.ok(same(parts.passed, bytes), `${wire.name}: bytes were changed on their way`)
  const hiding = readAs(wire, chunks, true)
  assert.ok(same(hiding.passed, readAs(wire, [bytes], true).passed), `${wire.name}: chunks change what is hidden`)
  assert.ok(hiding.passed.length <= bytes.length, `${wire.name}: hiding makes it longer`)
  checkStop(wire, chunks.slice(0, stopAfter))
}

/** Of a stream of any length, a wire keeps an event of 1 MiB, 1 MiB of text, and what was read of them. */
const MOST_HELD = 24 * 1024 * 1024

/** What is kept does not grow with the stream. */
export async function checkHeld(wire: Wire, chunks: readonly Uint8Array[]): Promise<void> {
  const reader = readerOf(wire, false)
  const before = await heldBytes()
  for (const chunk of chunks) reader.push(chunk)
  const held = (await heldBytes()) - before
  reader.end()
  assert.ok(held < MOST_HELD, `${wire.name}: ${held} bytes are held of a stream`)
}

function readerOf(wire: Wire, hideUsage: boolean): StreamReader {
  return wire.streamReader({ countTokens: estimateTokens, hideUsage, inputTokens: 3 })
}

interface Read {
  readonly passed: Uint8Array
  readonly said: object
}

function readAs(wire: Wire, chunks: readonly Uint8Array[], hideUsage: boolean): Read {
  const reader = readerOf(wire, hideUsage)
  const passed = [...chunks.map((chunk) => reader.push(chunk)), reader.end()]
  return { passed: joinBytes(passed), said: saidBy(wire, reader) }
}

function saidBy(wire: Wire, reader: StreamReader): object {
  const [usage, delivered] = [reader.usage(), reader.delivered()]
  checkCounts(wire.name, { ...usage, deliveredTokens: delivered })
  const atMost = reader.deliveredAtMost()
  assert.ok(delivered <= atMost, `${wire.name}: ${delivered} tokens delivered where at most ${atMost} were`)
  return { usage, delivered, finished: reader.finished }
}

/** Stopped anywhere, it ends: what was written for it is events of JSON. */
function checkStop(wire: Wire, chunks: readonly Uint8Array[]): void {
  const reader = readerOf(wire, true)
  for (const chunk of chunks) reader.push(chunk)
  const text = new TextDecoder().decode(reader.stop())
  assert.ok(reader.finished, `${wire.name}: not finished after stop`)
  for (const line of text.split(/\r?\n/))
    if (line.startsWith('data: ') && line !== 'data: [DONE]') JSON.parse(line.slice('data: '.length))
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}
