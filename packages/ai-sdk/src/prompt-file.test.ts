import { describe, expect, it } from '@jest/globals'
import { tokensOf } from './tokens-of.fixture.js'

const PNG = new Uint8Array(200_000)

describe('the estimate of files', () => {
  it('is by kind, not by bytes, for an image, in every form that it has', () => {
    const url = new URL('https://example.com/a.png')
    const forms = [
      { type: 'file', mediaType: 'image/png', data: PNG },
      { type: 'file', mediaType: 'image/*', data: url },
      { type: 'file', mediaType: 'image/png', data: { type: 'data', data: PNG } },
      { type: 'file', mediaType: 'image', data: { type: 'url', url } },
    ].map((part) => tokensOf(part))
    expect(new Set(forms).size).toBe(1)
    expect(forms[0]).toBeGreaterThan(500)
    expect(forms[0]).toBeLessThan(5_000)
  })

  it('heeds the detail that OpenAI is asked for', () => {
    const image = { type: 'file', mediaType: 'image/png', data: PNG }
    const low = { ...image, providerOptions: { openai: { imageDetail: 'low' } } }
    expect(tokensOf(low)).toBeLessThan(tokensOf(image))
  })

  it.each(['application/pdf', 'audio/wav'])(
    'is by length for %s: as bytes, as base64 and in a tool result alike',
    (mediaType) => {
      const bytes = new Uint8Array(30_000)
      const base64 = Buffer.from(bytes).toString('base64')
      const asBytes = tokensOf({ type: 'file', mediaType, data: bytes })
      expect(asBytes).toBeGreaterThan(30)
      expect(tokensOf({ type: 'file', mediaType, data: base64 })).toBe(asBytes)
      expect(tokensOf({ type: 'file', mediaType, data: { type: 'data', data: base64 } })).toBe(asBytes)
      const output = (value: object) => ({
        type: 'tool-result',
        toolName: 't',
        output: { type: 'content', value: [value] },
      })
      const rest = tokensOf(output({ type: 'text', text: '' }))
      const inResult = tokensOf(output({ type: 'file-data', mediaType, data: base64 }))
      expect(Math.abs(inResult - rest - asBytes)).toBeLessThan(5)
    },
  )

  it('is by its words for a text that is given as a file', () => {
    const text = 'Tell me a story about the sea. '.repeat(50)
    const data = { type: 'text', text }
    expect(tokensOf({ type: 'file', mediaType: 'text/plain', data })).toBe(tokensOf({ type: 'text', text }))
  })
})
