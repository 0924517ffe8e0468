import { describe, expect, it } from '@jest/globals'
import { readHour } from './hour.js'
import { readTrace } from './trace.js'

const HEADER = 'TIMESTAMP,ContextTokens,GeneratedTokens'
const FIRST = '2023-11-16 18:15:46.6805900,374,44'
const SECOND = '2023-11-16 18:15:50.9951690,396,109'

describe('reading a trace', () => {
  it('reads times to the ms, as UTC and after the first call, and both numbers of tokens', () => {
    expect(readTrace([HEADER, FIRST, SECOND, ''].join('\n'))).toEqual({
      startMs: Date.UTC(2023, 10, 16, 18, 15, 46, 680),
      calls: [
        { atMs: 0, inputTokens: 374, outputTokens: 44 },
        { atMs: 4_315, inputTokens: 396, outputTokens: 109 },
      ],
    })
  })

  it('reads CRLF as LF, and a last line without an end like any other', () => {
    const expected = readTrace([HEADER, FIRST, SECOND, ''].join('\n'))
    expect(readTrace([HEADER, FIRST, SECOND].join('\n'))).toEqual(expected)
    expect(readTrace([HEADER, FIRST, SECOND].join('\r\n'))).toEqual(expected)
    expect(readTrace([HEADER, FIRST, SECOND, ''].join('\r\n'))).toEqual(expected)
  })

  it.each([
    '',
    '2023-11-16 18:15:50.9951690,396',
    '2023-11-16 18:15:50.9951690,396,-1',
    '2023-11-16 25:15:50.9951690,1,1',
  ])('names the first line that cannot be read: %j', (line) => {
    expect(() => readTrace([HEADER, FIRST, line, SECOND].join('\n'))).toThrow('Line 3 of the trace cannot be read')
  })

  it('refuses lines out of order, and a file that is no trace', () => {
    expect(() => readTrace([HEADER, SECOND, FIRST].join('\n'))).toThrow('Line 3 of the trace comes before')
    expect(() => readTrace(FIRST)).toThrow(HEADER)
  })

  it('finds the whole hour in the file, the line at its very end included', () => {
    const { visits, startMs } = readHour()
    expect(visits).toHaveLength(19_366)
    expect(new Date(startMs).toISOString()).toBe('2023-11-16T18:15:46.680Z')
    expect(visits.at(-1)).toMatchObject({ atMs: 3_501_722, inputTokens: 197, outputTokens: 183 })
    expect(visits.reduce((sum, { inputTokens }) => sum + inputTokens, 0)).toBe(22_361_870)
    expect(visits.reduce((sum, { outputTokens }) => sum + outputTokens, 0)).toBe(4_088_665)
  })
})
