import { describe, expect, it } from '@jest/globals'
import { timeOf } from '../work-time.fixture.js'
import { gemini } from './gemini.js'

const MEGABYTE = 1_000_000
const PATH = '/v1beta/models/gemini-3.8-flash:generateContent'
const count = (text: string): number => (text.length + 3) >> 2
const many = (item: string): string =>
  `[${Array.from({ length: Math.floor(MEGABYTE / (item.length + 1)) }, () => item).join(',')}]`

const bodies: Readonly<Record<string, string>> = {
  'one part': `"contents":[{"parts":[{"text":"${'a'.repeat(MEGABYTE)}"}]}]`,
  'many contents': `"contents":${many('{"role":"user","parts":[{"text":"a few words"}]}')}`,
  'many parts': `"contents":[{"parts":${many('{"text":"a few words"}')}}]`,
  'many files': `"contents":[{"parts":${many('{"inlineData":{"mimeType":"image/png","data":"AAAA"}}')}}]`,
  'one image': `"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"${'A'.repeat(MEGABYTE)}"}}]}]`,
  'many tools': `"contents":[],"tools":${many('{"functionDeclarations":[{"name":"f"}]}')}`,
  'a large schema': `"contents":[],"generationConfig":{"responseSchema":{"enum":${many('"a few words"')}}}`,
}

describe('our own work on a generateContent body of 1 MB', () => {
  it.each(Object.entries(bodies))('takes under 10 ms: %s', (_, members) => {
    const time = timeOf(
      () => ({ path: PATH, body: JSON.parse(`{${members}}`) }),
      (request) => {
        gemini.read(request, count).servableBy?.('gemini-3.5-flash-lite')
        gemini.rewrite(request, { model: 'gemini-3.5-flash-lite', maxOutputTokens: 9 })
      },
    )
    expect(time).toBeLessThan(10)
  })
})
