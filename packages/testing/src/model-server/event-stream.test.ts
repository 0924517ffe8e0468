import { describe, expect, it } from '@jest/globals'
import OpenAI from 'openai'
import type { StreamStyle } from './behaviour.js'
import { fakeModelServer } from './fake-model-server.js'
import { multibyteWords } from './words.js'

const call = { model: 'gpt-5', messages: [{ role: 'user' as const, content: 'hello' }], stream: true as const }

interface Received {
  readonly pieces: Uint8Array[]
  readonly text: string
}

async function receive(style: StreamStyle): Promise<Received> {
  await using server = await fakeModelServer({ style, words: multibyteWords, outputTokens: 6 })
  const { body } = await fetch(`${server.url}/chat/completions`, { method: 'POST', body: JSON.stringify(call) })
  const pieces: Uint8Array[] = []
  for await (const piece of body ?? []) pieces.push(piece)
  return { pieces, text: Buffer.concat(pieces).toString() }
}

async function readBySdk(style: StreamStyle): Promise<string> {
  await using server = await fakeModelServer({ style, words: multibyteWords, outputTokens: 6 })
  const client = new OpenAI({ baseURL: server.url, apiKey: 'none', maxRetries: 0 })
  let text = ''
  for await (const chunk of await client.chat.completions.create(call)) text += chunk.choices[0]?.delta.content ?? ''
  return text
}

describe('the style of a stream', () => {
  it('is data lines that end with LF, and [DONE], by default', async () => {
    const { text } = await receive({})
    expect(text).toMatch(/^(data: \{.*\}\n\n)+data: \[DONE\]\n\n$/)
  })

  it('ends lines with CRLF or CR', async () => {
    expect((await receive({ lineEnd: '\r\n' })).text).toMatch(/^(data: \{.*\}\r\n\r\n)+data: \[DONE\]\r\n\r\n$/)
    expect((await receive({ lineEnd: '\r' })).text).toMatch(/^(data: \{[^\r]*\}\r\r)+data: \[DONE\]\r\r$/)
  })

  it('puts a comment before every event', async () => {
    const { text } = await receive({ comments: true })
    expect(text).toMatch(/^(: still working\n\ndata: .*\n\n)+$/)
  })

  it('splits characters across chunks', async () => {
    const { pieces, text } = await receive({ splitBytes: 5 })
    expect(pieces.length).toBeGreaterThan(Buffer.byteLength(text) / 50)
    expect(pieces.some((piece) => Buffer.from(piece).toString().includes('\uFFFD'))).toBe(true)
    expect(text).not.toContain('\uFFFD')
  })

  it('begins with a byte order mark', async () => {
    const { text } = await receive({ byteOrderMark: true })
    expect(text.startsWith('\uFEFFdata: ')).toBe(true)
    expect(text.lastIndexOf('\uFEFF')).toBe(0)
  })

  it('pads chunks by different lengths', async () => {
    const { text } = await receive({ obfuscation: true })
    const paddings = Array.from(text.matchAll(/"obfuscation":"(\w*)"/g), ([, padding]) => padding?.length)
    expect(paddings).toHaveLength(8)
    expect(new Set(paddings).size).toBeGreaterThan(3)
  })

  it('ends without [DONE]', async () => {
    expect((await receive({ done: false })).text).not.toContain('[DONE]')
  })

  it('changes nothing for the openai SDK', async () => {
    const plain = await readBySdk({})
    expect(plain.split(' ')).toHaveLength(6)
    for (const lineEnd of ['\n', '\r\n'] as const) {
      expect(await readBySdk({ lineEnd, comments: true, splitBytes: 11, obfuscation: true })).toBe(plain)
    }
  })
})
