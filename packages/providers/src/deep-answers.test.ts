import { describe, expect, it } from '@jest/globals'
import { anthropicMessages } from './anthropic-messages/anthropic-messages.js'
import { gemini } from './gemini/gemini.js'
import { openAiChat } from './openai-chat/openai-chat.js'
import { openAiResponses } from './openai-responses/openai-responses.js'
import type { StreamReader, Wire } from './wire.js'
import { wires } from './wire-of.js'

// Found by the fuzzer (`npm run test:fuzz`): JSON.parse reads what JSON.stringify cannot write again.
const DEPTH = 20_000
const deep = (): string => `${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`
const countTokens = (text: string): number => Math.ceil(text.length / 4)

function readerOf(wire: Wire): StreamReader {
  return wire.streamReader({ countTokens, inputTokens: 3 })
}

function push(reader: StreamReader, ...events: readonly string[]): void {
  for (const event of events) reader.push(new TextEncoder().encode(`data: ${event}\n\n`))
}

const item = (more: string): string =>
  `{"type":"response.output_item.added","output_index":0,"item":{"id":"msg_1","type":"message",${more}"content":[]}}`

const STREAMS: readonly (readonly [Wire, string])[] = [
  [openAiChat, `{"id":"c1","deep":${deep()},"choices":[{"index":0,"delta":{"content":"a"}}]}`],
  [openAiChat, `{"id":"c1","choices":[{"index":0,"delta":{"content":"a","deep":${deep()}}}],"usage":null}`],
  [gemini, `{"modelVersion":"g","deep":${deep()},"candidates":[{"content":{"parts":[{"text":"a"}]}}]}`],
  [gemini, `{"candidates":[{}],"usageMetadata":{"promptTokenCount":3,"promptTokensDetails":${deep()}}}`],
  [openAiResponses, `{"type":"response.created","response":{"id":"r","status":"in_progress","tools":${deep()}}}`],
  [openAiResponses, item(`"deep":${deep()},`)],
  [openAiResponses, `{"type":"response.output_item.added","output_index":0,"item":{"id":${deep()}}}`],
  [anthropicMessages, `{"type":"message_start","message":{"model":"c","content":[],"deep":${deep()}}}`],
]

describe('what is nested too deep to be written again', () => {
  it.each(STREAMS)('is left out when a stream of $name is stopped', (wire, event) => {
    const reader = readerOf(wire)
    push(reader, event)
    const end = new TextDecoder().decode(reader.stop())
    expect(end).toContain('data: ')
    expect(end.length).toBeLessThan(3_000)
  })

  it('is left out of an item of a response that is done', () => {
    const reader = readerOf(openAiResponses)
    push(reader, item(''), `{"type":"response.output_item.done","output_index":0,"item":{"id":"m","deep":${deep()}}}`)
    expect(new TextDecoder().decode(reader.stop())).toContain('"output":[{"id":"m"}]')
  })

  it.each(wires)('is no reason for $name to fail on a JSON answer', (wire) => {
    const block = `{"type":"tool_use","name":"locate","text":"ab","input":${deep()},"functionCall":{"args":${deep()}}}`
    for (const text of [
      `{"content":[${block}],"output":[${block}],"choices":[{"message":${block}}],"usage":${deep()}}`,
      `{"candidates":[{"content":{"parts":[${block}]}}],"usageMetadata":${deep()}}`,
    ]) {
      const answer: unknown = JSON.parse(text)
      expect(wire.usageOf(answer)).toBeUndefined()
      expect(wire.deliveredIn(answer, countTokens)).toBeLessThan(1_000)
    }
  })
})

describe('a response of very many items', () => {
  it('is kept as far as there is room for it', () => {
    const reader = readerOf(openAiResponses)
    for (let index = 0; index < 20_000; index += 1)
      push(reader, item('"status":"in_progress",').replace('"output_index":0', `"output_index":${index}`))
    const end = new TextDecoder().decode(reader.stop())
    expect(end).toContain('response.incomplete')
    expect(end.length).toBeLessThan(2 * 1024 * 1024)
  })
})
