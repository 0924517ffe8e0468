import Anthropic from '@anthropic-ai/sdk'
import { describe, expect, it } from '@jest/globals'
import { anthropicMessages } from './anthropic-messages.js'
import { event, toolStream } from './recorded.fixture.js'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const count = (text: string): number => Math.ceil(text.length / 4)

/** What the official SDK makes of a stream. */
function messageOf(text: string): Promise<Anthropic.Message> {
  const fetch = async () => new Response(text, { headers: { 'content-type': 'text/event-stream' } })
  const anthropic = new Anthropic({ apiKey: 'x', fetch })
  return anthropic.messages.stream({ model: 'claude-opus-5-5', max_tokens: 9, messages: [] }).finalMessage()
}

/** A stream that is stopped after some of its events and some bytes of the next. */
function stopped(events: number, bytes = 0) {
  const reader = anthropicMessages.streamReader({ countTokens: count, inputTokens: 12 })
  const next = toolStream[events]
  const begun = next === undefined ? '' : event(next).slice(0, bytes)
  const passed = reader.push(encoder.encode(toolStream.slice(0, events).map(event).join('') + begun))
  const end = reader.stop()
  return { reader, text: decoder.decode(passed) + decoder.decode(end), end: decoder.decode(end) }
}

const places = toolStream.map((_, i) => i)

describe('a stream that is stopped', () => {
  it.each(places)('ends to the official SDK like one that reached its cap, after %i events', async (events) => {
    const message = await messageOf(stopped(events).text)
    const isOver = events >= toolStream.length - 1
    expect(message.stop_reason).toBe(isOver ? 'tool_use' : 'max_tokens')
    expect(message.usage.output_tokens).toBe(isOver ? 89 : stopped(events).reader.delivered())
    const started = events > 0
    expect(message.usage.input_tokens).toBe(started ? 472 : 12)
    expect(message.usage.cache_read_input_tokens).toBe(started ? 1_000 : 0)
    expect(message.content).toHaveLength(
      toolStream.slice(0, events).filter(({ type }) => type === 'content_block_start').length,
    )
  })

  it.each([1, 8, 30])(
    'in the middle of an event, too: what was held back of it is dropped (%i bytes)',
    async (bytes) => {
      for (const events of places) expect(stopped(events, bytes).text).toBe(stopped(events).text)
    },
  )

  it('ends a tool call in the middle of its JSON, as a cap does', async () => {
    const events = toolStream.findIndex(
      (each) => each.type === 'content_block_delta' && JSON.stringify(each).includes('Zürich\\"'),
    )
    const { end } = stopped(events)
    expect(end.match(/^event: .*$/gm)).toEqual([
      'event: content_block_stop',
      'event: message_delta',
      'event: message_stop',
    ])
    expect(end).toContain('{"type":"content_block_stop","index":2}')
  })

  it('has nothing to add to one that is over, and is finished', () => {
    const { reader, end } = stopped(toolStream.length)
    expect(end).toBe('')
    expect(reader.finished).toBe(true)
    expect(stopped(3).reader.finished).toBe(true)
  })
})
