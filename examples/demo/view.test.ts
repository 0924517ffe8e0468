import { describe, expect, it } from '@jest/globals'
import type { Count } from './tally.js'
import { type Moment, viewOn } from './view.js'

const UP_FIVE = '\x1b[5A'
const CLEAR = '\x1b[2K'
const NOTHING: Count = { admitted: 0, warned: 0, degraded: 0, clamped: 0, refused: 0, nanoUsd: 0 }
const BUDGETS = { free: 90e9, premium: 50e9 }

function moment(admitted: number, refused: number): Moment {
  const done = (admitted + refused) / 1_000
  const free = { ...NOTHING, admitted, refused, warned: 3, nanoUsd: 45e9 }
  return { nowMs: Date.UTC(2023, 10, 16, 18, 30, 5), done, open: 7, tally: { free, premium: NOTHING } }
}

function written(settings: { isTTY: boolean; columns?: number }, ...moments: readonly Moment[]): string {
  let text = ''
  const view = viewOn({ ...settings, write: (piece) => (text += piece) }, BUDGETS)
  for (const one of moments) view.show(one)
  return text
}

describe('the view', () => {
  it('is a line for every tenth of the hour where there is no terminal', () => {
    const text = written({ isTTY: false }, moment(40, 0), moment(90, 20), moment(100, 20), moment(250, 50))
    expect(text).toBe(
      '  18:30:05  11 %  90 admitted (3 warned, 0 degraded, 0 clamped), 20 refused, $45.00 spent, 7 open\n' +
        '  18:30:05  30 %  250 admitted (3 warned, 0 degraded, 0 clamped), 50 refused, $45.00 spent, 7 open\n',
    )
  })

  it('shows a terminal how far the hour is, and each tier with its spend against its budgets', () => {
    const text = written({ isTTY: true, columns: 120 }, moment(400, 100))
    expect(text).toContain(`${'█'.repeat(25)}${'░'.repeat(25)}  50.0 %, 500 calls, 7 open`)
    expect(text).toMatch(/free +400 +3 +0 +0 +100 +\$45\.00 +██████░░░░░░ 50\.0 % of \$90\.00/)
    expect(text).toMatch(/premium +0 +0 +0 +0 +0 +\$0\.00 +░{12} 0\.0 % of \$50\.00/)
  })

  it('goes back over what it has drawn, and never draws a line that wraps', () => {
    const lines = written({ isTTY: true, columns: 40 }, moment(400, 100), moment(401, 100)).split('\n')
    expect(lines).toHaveLength(11)
    expect(lines[5]?.startsWith(`${UP_FIVE}${CLEAR}`)).toBe(true)
    for (const line of lines) {
      expect(line.replaceAll(UP_FIVE, '').replaceAll(CLEAR, '').length).toBeLessThanOrEqual(40)
    }
  })
})
