import { describe, expect, it } from '@jest/globals'
import { wireOf } from '../wire-of.js'
import { timeOf } from '../work-time.fixture.js'
import { openAiResponses } from './openai-responses.js'
import { RECORDED, written } from './recorded-stream.fixture.js'

const MEGABYTE = 1_000_000
const encoder = new TextEncoder()
const count = (text: string): number => (text.length + 3) >> 2
const many = (item: string): string =>
  `[${Array.from({ length: Math.floor(MEGABYTE / (item.length + 1)) }, () => item).join(',')}]`

const bodies: Readonly<Record<string, readonly [path: string, members: string]>> = {
  'one text': ['/v1/responses', `"input":"${'a'.repeat(MEGABYTE)}"`],
  'many messages': ['/v1/responses', `"input":${many('{"role":"user","content":"a"}')}`],
  'many references': ['/v1/responses', `"input":${many('{"type":"item_reference","id":"msg_1"}')}`],
  'many tools': ['/v1/responses', `"input":"a","tools":${many('{"type":"function","name":"f","parameters":{}}')}`],
  'a long state': ['/v1/responses', `"input":"a","conversation":{"id":"${'a'.repeat(MEGABYTE)}"}`],
  'a text to embed': ['/v1/embeddings', `"input":"${'a'.repeat(MEGABYTE)}"`],
  'many texts to embed': ['/v1/embeddings', `"input":${many('"a word"')}`],
  'many tokens to embed': ['/v1/embeddings', `"input":${many('70000')}`],
  'many lists of tokens to embed': ['/v1/embeddings', `"input":${many('[1,2,3,4]')}`],
}

describe('our own work on a body of 1 MB', () => {
  it.each(Object.entries(bodies))('takes under 10 ms: %s', (_, [path, members]) => {
    const json = `{"model":"gpt-5",${members}}`
    const time = timeOf(
      () => JSON.parse(json),
      (body) => {
        const found = wireOf(path, body)
        if (found === undefined) throw new Error('Not recognised.')
        found.wire.read(found.request, count).servableBy?.('gpt-5-mini')
        found.wire.rewrite(found.request, { maxOutputTokens: 1 })
      },
    )
    expect(time).toBeLessThan(10)
  })
})

describe('our own work on a stream', () => {
  /** Of so many deltas, with the end that would be written. */
  function timeOfDeltas(deltas: number): number {
    const head = encoder.encode(written(RECORDED.slice(0, 11)))
    const delta = encoder.encode(written([{ ...RECORDED[11], delta: 'word ' }]))
    return timeOf(
      () => openAiResponses.streamReader({ countTokens: count }),
      (reader) => {
        reader.push(head)
        for (let sent = 0; sent < deltas; sent += 1) reader.push(delta)
        reader.stop()
      },
      { goalMs: 0, tries: 3 },
    )
  }

  it('grows with its length and no faster, its early end included', () => {
    timeOfDeltas(2_000)
    expect(timeOfDeltas(16_000)).toBeLessThan(timeOfDeltas(4_000) * 4 * 2.2)
  })
})
