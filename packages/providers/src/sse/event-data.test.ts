import { describe, expect, it } from '@jest/globals'
import { eventData, eventText } from './event-data.js'

describe('eventData', () => {
  it.each([
    ['data: {"a":1}\n\n', '{"a":1}'],
    ['data:{"a":1}\r\n\r\n', '{"a":1}'],
    ['data:  two spaces\n\n', ' two spaces'],
    ['data: no newline', 'no newline'],
    ['event: x\ndata: a\nid: 1\ndata: b\n\n', 'a\nb'],
    ['data\n\n', ''],
    ['data: a\ndata: b\n\n', 'a\nb'],
    ['data: a\r\rdata: b', 'a\nb'],
    ['\ndata: a\n\n', 'a'],
    ['data: a\n: comment\n\n', 'a'],
  ])('%j holds %j', (text, data) => {
    expect(eventData(text)).toBe(data)
  })

  it.each([': OPENROUTER PROCESSING\n\n', '\n', 'dataset: a\n\n', 'event: ping\n\n', ''])('%j holds none', (text) => {
    expect(eventData(text)).toBeUndefined()
  })
})

describe('eventText', () => {
  it('drops a byte order mark and survives invalid UTF-8', () => {
    expect(eventText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x64))).toBe('d')
    expect(eventText(Uint8Array.of(0x64, 0xff))).toBe('d\uFFFD')
  })
})
