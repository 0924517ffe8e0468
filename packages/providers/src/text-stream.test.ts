import { describe, expect, it } from '@jest/globals'
import { readTextStream } from './text-stream.js'

describe('readTextStream', () => {
  it('counts text whose characters are split between chunks, and passes the very chunks on', () => {
    const reader = readTextStream({ countTokens: (text) => text.length })
    const bytes = new TextEncoder().encode('漢字')
    for (const byte of bytes) {
      const chunk = Uint8Array.of(byte)
      expect(reader.push(chunk)).toBe(chunk)
    }
    expect(reader.finished).toBe(false)
    expect(reader.end()).toHaveLength(0)
    expect(reader.delivered()).toBe(2)
    expect(reader.finished).toBe(true)
    expect(reader.usage()).toBeUndefined()
  })
})
