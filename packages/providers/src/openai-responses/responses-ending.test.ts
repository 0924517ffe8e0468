import { describe, expect, it } from '@jest/globals'
import OpenAI from 'openai'
import type { JsonObject } from '../json.js'
import { openAiResponses } from './openai-responses.js'
import { RECORDED, written } from './recorded-stream.fixture.js'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const count = (text: string): number => Math.ceil(text.length / 4)

/** What a client gets of a stream that is stopped after so many bytes. */
function stopped(bytes: Uint8Array): string {
  const reader = openAiResponses.streamReader({ countTokens: count, inputTokens: 37 })
  const passed = [...reader.push(bytes), ...reader.stop()]
  expect(reader.finished).toBe(true)
  return decoder.decode(Uint8Array.from(passed))
}

function eventsIn(text: string): JsonObject[] {
  return text.split('\n\n').flatMap((event) => {
    const data = /^event: (\S+)\ndata: (.*)$/.exec(event)
    if (data === null) return []
    const parsed = JSON.parse(data[2] ?? '') as JsonObject
    expect(parsed['type']).toBe(data[1])
    return [parsed]
  })
}

/** What the official SDK makes of it. */
async function finalBySdk(text: string) {
  const fetch = async () => new Response(text, { headers: { 'content-type': 'text/event-stream' } })
  const openai = new OpenAI({ apiKey: 'x', fetch })
  return openai.responses.stream({ model: 'gpt-5', input: 'hi' }).finalResponse()
}

const textOf = (events: readonly JsonObject[], type: string): string =>
  events
    .filter((event) => event['type'] === `response.${type}.delta`)
    .map((event) => event['delta'])
    .join('')

describe('a stream of a response that is stopped', () => {
  const stops = RECORDED.slice(0, -1).map((event, index) => [index + 1, String(event['type'])] as const)

  it.each(stops)('after %i events, the last one %s, ends as at its cap', async (sent) => {
    const seen = RECORDED.slice(0, sent)
    const text = stopped(encoder.encode(written(seen)))
    const final = await finalBySdk(text)
    expect(final).toMatchObject({
      id: 'resp_1',
      model: 'gpt-5-2025-08-07',
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output_text: textOf(seen, 'output_text'),
      usage: { input_tokens: 37 },
    })
    const call = final.output.find((item) => item.type === 'function_call')
    expect(call?.arguments ?? '').toBe(textOf(seen, 'function_call_arguments'))
    const summary = final.output.find((item) => item.type === 'reasoning')?.summary
    expect(summary?.[0]?.text ?? '').toBe(textOf(seen, 'reasoning_summary_text'))
    expect(final.usage?.total_tokens).toBe(37 + (final.usage?.output_tokens ?? 0))
  })

  it.each(stops)('after %i events, the last one %s, numbers what it adds and closes what was open', (sent) => {
    const events = eventsIn(stopped(encoder.encode(written(RECORDED.slice(0, sent)))))
    expect(events.map((event) => event['sequence_number'])).toEqual(events.map((_, index) => index))
    for (const kind of ['output_item', 'content_part', 'reasoning_summary_part']) {
      const of = (verb: string): number => events.filter(({ type }) => type === `response.${kind}.${verb}`).length
      expect(of('done')).toBe(of('added'))
    }
    for (const kind of ['output_text', 'reasoning_summary_text', 'function_call_arguments']) {
      const of = (verb: string): number => events.filter(({ type }) => type === `response.${kind}.${verb}`).length
      expect(of('done')).toBe(of('delta') > 0 ? 1 : 0)
    }
  })

  it('says which item is incomplete, and leaves the others as they were', async () => {
    const sent = RECORDED.findIndex(({ type }) => type === 'response.function_call_arguments.delta') + 1
    const { output } = await finalBySdk(stopped(encoder.encode(written(RECORDED.slice(0, sent)))))
    expect(output.map((item) => ('status' in item ? item.status : undefined))).toEqual([
      undefined,
      'completed',
      'incomplete',
    ])
  })

  it('in the middle of an event drops its beginning', async () => {
    const whole = written(RECORDED.slice(0, 12))
    const text = stopped(encoder.encode(whole + written(RECORDED.slice(12, 13)).slice(0, 60)))
    expect(text.startsWith(whole)).toBe(true)
    expect((await finalBySdk(text)).output_text).toBe('Grüße')
  })

  it('before its first event still begins and ends', async () => {
    expect(await finalBySdk(stopped(new Uint8Array(0)))).toMatchObject({ status: 'incomplete', output: [] })
  })

  it.each(['response.completed', 'response.failed', 'response.incomplete'])('after %s adds nothing', (type) => {
    const status = type.slice('response.'.length)
    const text = written([...RECORDED.slice(0, 1), { type, response: { status } }])
    expect(stopped(encoder.encode(text))).toBe(text)
  })

  it('says an answer of any length again up to a bound', () => {
    const reader = openAiResponses.streamReader({ countTokens: () => 1 })
    const piece = encoder.encode(written([{ ...RECORDED[11], delta: 'x'.repeat(10_000) }]))
    reader.push(encoder.encode(written(RECORDED.slice(0, 11))))
    for (let sent = 0; sent < 1_000; sent += 1) reader.push(piece)
    const ending = reader.stop()
    expect(ending.length).toBeGreaterThan(1_000_000)
    // Once in each of the four events that say it.
    expect(ending.length).toBeLessThan(4.1 * (1 << 20))
  })
})
