import { describe, expect, it } from '@jest/globals'
import { progressOn } from './progress.js'

function written(isTTY: boolean, ...shares: readonly (number | undefined)[]): string {
  let text = ''
  const progress = progressOn({ isTTY, write: (piece) => (text += piece) })
  for (const share of shares) progress(share)
  return text
}

describe('the progress bar', () => {
  it('is redrawn for each whole percent, and gone at the end', () => {
    expect(written(true, 0.5, 0.504, 0.51, undefined)).toBe(
      `\r${'█'.repeat(20)}${'░'.repeat(20)} 50 %\r${'█'.repeat(20)}${'░'.repeat(20)} 51 %\r\x1b[2K`,
    )
  })

  it('is never in a file', () => {
    expect(written(false, 0.5, 1, undefined)).toBe('')
  })
})
