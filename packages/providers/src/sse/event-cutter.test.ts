import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createEventCutter } from './event-cutter.js'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const bytes = (text: string): Uint8Array => encoder.encode(text)

/** Cuts a text given in chunks; drops events with the word DROP. */
function run(chunks: readonly Uint8Array[], { withhold = false, maxEventBytes = 1 << 20 } = {}) {
  const events: string[] = []
  const visit = (event: Uint8Array): Uint8Array => {
    const text = decoder.decode(event)
    events.push(text.replace(/^\n/, ''))
    return text.includes('DROP') ? new Uint8Array(0) : event
  }
  const cutter = createEventCutter({ visit, withhold, maxEventBytes })
  const passed = [...chunks.map((chunk) => cutter.push(chunk)), cutter.end()]
  return { events, passed: passed.map((part) => decoder.decode(part, { stream: true })).join(''), parts: passed }
}

function chunked(whole: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = []
  let at = 0
  for (let i = 0; at < whole.length; i++) {
    const size = sizes.length === 0 ? 1 : (sizes[i % sizes.length] ?? 1)
    chunks.push(whole.subarray(at, at + size))
    at += size
  }
  return chunks
}

const piece = fc.constantFrom(
  'data: a',
  'data: é😀',
  ': comment',
  'DROP',
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  '\r\r',
  '\r\n\r\n',
  'event: x',
  '\uFEFF',
  ' ',
)
const stream = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''))
const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 10 })

describe('createEventCutter', () => {
  it.each(['\n', '\r', '\r\n'])('ends an event at a blank line, lines ending with %j', (end) => {
    const { events } = run([bytes(`data: a${end}data: b${end}${end}data: c${end}${end}`)])
    expect(events).toEqual([`data: a${end}data: b${end}${end}`, `data: c${end}${end}`])
  })

  // Found by the fuzzer: 10 MB of line feeds took seconds, each visited as an event.
  it.each(['\n', '\r', '\r\n'])('takes many blank lines (%j) together, and passes them on', (end) => {
    const { events, passed } = run([bytes(`${end.repeat(10_000)}data: a${end}${end}`), bytes(end.repeat(10_000))], {
      withhold: true,
    })
    expect(events.filter((event) => event.includes('data'))).toEqual([`data: a${end}${end}`])
    expect(events.length).toBeLessThanOrEqual(4)
    expect(passed).toBe(`${end.repeat(10_000)}data: a${end}${end}${end.repeat(10_000)}`)
  })

  it('does not take the two halves of a split CRLF for a blank line', () => {
    expect(run([bytes('data: a\r'), bytes('\ndata: b\r'), bytes('\n\r'), bytes('\n')]).events).toEqual([
      'data: a\r\ndata: b\r\n\r',
    ])
  })

  it('shows an event that the stream ends in the middle of', () => {
    expect(run([bytes('data: a')]).events).toEqual(['data: a'])
  })

  it('passes on the very chunks when it withholds nothing', () => {
    const chunks = [bytes('data: a\n'), bytes('\ndata'), bytes(': DROP\n\n')]
    const { parts } = run(chunks)
    for (const [i, chunk] of chunks.entries()) expect(parts[i]).toBe(chunk)
  })

  it('passes on the very chunk when its events are whole and unaltered, also while withholding', () => {
    const chunk = bytes('data: a\n\ndata: b\n\n')
    expect(run([chunk], { withhold: true }).parts[0]).toBe(chunk)
  })

  it('takes out a dropped event and nothing else', () => {
    const whole = bytes('data: a\r\n\r\ndata: DROP\r\n\r\ndata: b\r\n\r\n')
    for (const size of [1, 2, 3, 5, 8, 100]) {
      expect(run(chunked(whole, [size]), { withhold: true }).passed).toBe('data: a\r\n\r\ndata: b\r\n\r\n')
    }
  })

  it('sees and passes on the same whatever the chunks', () => {
    fc.assert(
      fc.property(stream, sizes, fc.boolean(), (text, cut, withhold) => {
        const whole = run([bytes(text)], { withhold })
        const pieces = run(chunked(bytes(text), cut), { withhold })
        // The LF of a CRLF may come with the event it ends or before the next one.
        const seen = (events: readonly string[]) =>
          events.map((event) => event.replace(/\r\n$/, '\r')).filter((event) => !/^[\r\n]*$/.test(event))
        expect(seen(pieces.events)).toEqual(seen(whole.events))
        expect(pieces.passed).toBe(withhold ? whole.passed : decoder.decode(bytes(text)))
      }),
      { numRuns: 2_000 },
    )
  })

  it('passes on a 10 MB line without keeping more than its bound, in time linear in its length', () => {
    const cutter = createEventCutter({ visit: (event) => event, withhold: true, maxEventBytes: 1 << 16 })
    const chunk = new Uint8Array(10_000).fill(0x61)
    let passed = 0
    let kept = 0
    for (let sent = chunk.length; sent <= 10_000_000; sent += chunk.length) {
      passed += cutter.push(chunk).length
      kept = Math.max(kept, sent - passed)
    }
    expect(kept).toBeLessThanOrEqual(1 << 16)
    expect(passed + cutter.end().length).toBe(10_000_000)
  })

  it('does not show an event longer than its bound, but shows the next one', () => {
    const whole = bytes(`data: ${'x'.repeat(100)} DROP\n\ndata: b\n\n`)
    for (const size of [1, 7, 64, 1_000]) {
      const { events, passed } = run(chunked(whole, [size]), { withhold: true, maxEventBytes: 50 })
      expect(events).toEqual(['data: b\n\n'])
      expect(passed).toBe(decoder.decode(whole))
    }
  })

  it('takes a million chunks of one byte', () => {
    const { events } = run(chunked(bytes(`data: ${'é'.repeat(500_000)}\n\n`), [1]))
    expect(events[0]?.length).toBe(500_008)
  })
})
