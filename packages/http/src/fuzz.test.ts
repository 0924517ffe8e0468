import { describe, expect, it } from '@jest/globals'
import { openAiChat, type StreamReader, type Wire } from '@llm-limit/providers'
import { seededRandom } from '@llm-limit/testing/reference'
import { runCampaign } from '../fuzz/campaign.js'
import { checkHeld, checkStream } from '../fuzz/check-stream.js'
import { FLOODS } from '../fuzz/floods.js'
import { runFlood } from '../fuzz/fuzz-case.js'
import { guardedCalls } from '../fuzz/guarded-calls.js'
import { recordAnswers } from '../fuzz/recorded-answers.js'
import './context.js'

/** What must happen in so many cases: what never does proves nothing. */
const EXERCISED = [
  'answer',
  'call: 400',
  'call: 413',
  'call: aborted',
  'call: finished',
  'call: stopped',
  'request: invalid',
  'request: read',
  'request: unknown',
  'stream: anthropic-messages',
  'stream: gemini',
  'stream: openai-chat',
  'stream: openai-responses',
]

// All 50,000: `npm run test:fuzz`.
describe('mutated requests, streams and answers', () => {
  it('break no promise in 3,000 cases', async () => {
    const { failures, counts } = await runCampaign({ from: 1_000, cases: 3_000, floods: false })
    expect(failures).toEqual([])
    expect([...counts.keys()]).toEqual(expect.arrayContaining(EXERCISED))
  })

  it.each(Object.keys(FLOODS).map((name, n) => [name, n] as const))('break none as a flood: %s', async (name, n) => {
    const streams = (await recordAnswers()).filter(({ isStream }) => isStream)
    const stream = streams[n % 4]
    const guarded = guardedCalls()
    if (stream === undefined) throw new Error('Nothing was recorded.')
    await runFlood(name, stream, seededRandom(n), { answers: streams, guarded })
    await guarded.close()
  })
})

const bytes = new TextEncoder().encode('data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n'.repeat(40))
const chunks = [bytes.subarray(0, 100), bytes.subarray(100)]

function faulty(change: (reader: StreamReader) => Partial<StreamReader>): Wire {
  return {
    ...openAiChat,
    streamReader(options) {
      const reader = openAiChat.streamReader(options)
      return { ...reader, finished: true, ...change(reader) }
    },
  }
}

describe('the fuzzer', () => {
  it.each<readonly [string, (reader: StreamReader) => Partial<StreamReader>, RegExp]>([
    ['loses a byte', ({ push }) => ({ push: (chunk) => push(chunk).subarray(1) }), /bytes were changed/],
    ['counts chunks', () => ({ delivered: chunkCounter() }), /chunks change what is read/],
    ['has a negative count', () => ({ delivered: () => -1 }), /deliveredTokens is -1/],
    ['does not end', () => ({ finished: false }), /not finished after stop/],
    ['ends with half an event', () => ({ stop: () => new TextEncoder().encode('data: {') }), /JSON/],
  ])('sees a wire that %s', (_, change, message) => {
    expect(() => checkStream({ wire: faulty(change), bytes, chunks, stopAfter: 1 })).toThrow(message)
  })

  it('sees a wire that keeps what passed', async () => {
    const kept: Uint8Array[] = []
    const hoards = faulty(({ push }) => ({ push: (chunk) => push(kept[kept.push(chunk.slice()) - 1] ?? chunk) }))
    const flood = Array.from({ length: 400 }, () => new Uint8Array(100_000).fill(0x61))
    await expect(checkHeld(hoards, flood)).rejects.toThrow(/bytes are held/)
    await checkHeld(openAiChat, flood)
  })
})

let asked = 0
function chunkCounter(): () => number {
  asked += 1
  const count = asked
  return () => count
}
