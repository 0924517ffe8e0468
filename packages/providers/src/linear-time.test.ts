import { describe, expect, it } from '@jest/globals'
import { fingerprintOf } from './fingerprint.js'
import { wireOf } from './wire-of.js'
import { timeOf } from './work-time.fixture.js'

const PATH = '/v1/chat/completions'
const MEGABYTE = 1_000_000
const count = (text: string): number => (text.length + 3) >> 2

const listOf = (item: string, separator = ','): string =>
  `[${Array.from({ length: Math.floor(MEGABYTE / (item.length + separator.length)) }, () => item).join(separator)}]`
const oneMessage = (content: string): string => JSON.stringify([{ role: 'user', content }])

const messages: Readonly<Record<string, string>> = {
  'one message of 1 MB': oneMessage('a'.repeat(MEGABYTE)),
  'one message of spaces': oneMessage(' '.repeat(MEGABYTE)),
  'one message of one CJK character': oneMessage('漢'.repeat(MEGABYTE / 3)),
  'one message of emoji': oneMessage('😀'.repeat(MEGABYTE / 4)),
  '100,000 tiny objects': listOf('{"a":"b"}'),
  'many short messages': listOf('{"role":"user","content":"a"}'),
  'many parts': `[{"role":"user","content":${listOf('{"type":"text","text":"a"}')}}]`,
  'many empty strings': listOf('""'),
  'many numbers': listOf('1'),
  'many empty arrays': listOf('[]'),
  'deep nesting': '['.repeat(MEGABYTE / 2) + ']'.repeat(MEGABYTE / 2),
  'many towers of nesting': listOf('['.repeat(400) + ']'.repeat(400)),
}

function readAndRewrite(body: unknown): void {
  const found = wireOf(PATH, body)
  found?.wire.read(found.request, count)
  found?.wire.rewrite(found.request, { maxOutputTokens: 1 })
}

describe('our own work on a body of 1 MB', () => {
  it.each(Object.entries(messages))('takes under 10 ms: %s', (_, text) => {
    const json = `{"model":"gpt-5","messages":${text}}`
    expect(timeOf(() => JSON.parse(json), readAndRewrite)).toBeLessThan(10)
  })

  it('takes under 3 ms for the fingerprint of a text', () => {
    const json = messages['one message of 1 MB'] ?? ''
    expect(timeOf(() => JSON.parse(json), fingerprintOf, { goalMs: 3, tries: 20 })).toBeLessThan(3)
  })
})
