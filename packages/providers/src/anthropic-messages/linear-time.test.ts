import { describe, expect, it } from '@jest/globals'
import { timeOf } from '../work-time.fixture.js'
import { anthropicMessages } from './anthropic-messages.js'

const MEGABYTE = 1_000_000
const count = (text: string): number => (text.length + 3) >> 2
const many = (item: string): string =>
  `[${Array.from({ length: Math.floor(MEGABYTE / (item.length + 1)) }, () => item).join(',')}]`
const wide = `{${Array.from({ length: 9_000 }, (_, i) => `"p${i}":{"type":"string","description":"${'x'.repeat(70)}"}`).join(',')}}`

const bodies: Readonly<Record<string, string>> = {
  'one text': `"messages":[{"role":"user","content":"${'a'.repeat(MEGABYTE)}"}]`,
  'many short messages': `"messages":${many('{"role":"user","content":"a"}')}`,
  'many tools': `"messages":[],"tools":${many('{"name":"f","input_schema":{"properties":{"a":{}}}}')}`,
  'a tool of many properties': `"messages":[],"tools":[{"name":"f","input_schema":{"properties":${wide}}}]`,
  'a large image': `"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"${'A'.repeat(MEGABYTE)}"}}]}]`,
  'many fallbacks': `"messages":[],"fallbacks":${many('{"model":"a","max_tokens":9}')}`,
}

describe('our own work on a messages body of 1 MB', () => {
  it.each(Object.entries(bodies))('takes under 10 ms: %s', (_, members) => {
    const time = timeOf(
      () => ({ path: '/v1/messages', body: JSON.parse(`{"model":"claude-opus-5","max_tokens":9,${members}}`) }),
      (request) => {
        anthropicMessages.read(request, count).servableBy?.('claude-haiku-4-5')
        anthropicMessages.rewrite(request, { maxOutputTokens: 1 })
      },
    )
    expect(time).toBeLessThan(10)
  })
})
