import { describe, expect, it } from '@jest/globals'
import type { BillLine } from '@llm-limit/testing'
import { billByUser, totalOf } from './bill.js'

function line(id: string, model: string, inputTokens: number, outputTokens: number): BillLine {
  return {
    ...{ id, model, inputTokens, outputTokens },
    ...{ cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 },
    ...{ path: '/v1/chat/completions', stream: false, status: 200, aborted: false, request: undefined, startedAt: 0 },
  }
}

const LINES = [
  line('a', 'gpt-5', 100, 10),
  line('b', 'gpt-5-mini', 200, 20),
  line('c', 'gpt-5', 1, 1),
  line('d', 'gpt-5', 5, 5),
]
const USER_OF = new Map([
  ['a', 'ada'],
  ['b', 'ada'],
  ['c', 'ada'],
])

describe('the bill by user', () => {
  it('adds up the answers that each user got, model by model, and keeps those that nobody got', () => {
    expect(billByUser(LINES, USER_OF)).toEqual([
      { user: 'ada', model: 'gpt-5', calls: 2, inputTokens: 101, outputTokens: 11 },
      { user: 'ada', model: 'gpt-5-mini', calls: 1, inputTokens: 200, outputTokens: 20 },
      { user: undefined, model: 'gpt-5', calls: 1, inputTokens: 5, outputTokens: 5 },
    ])
  })

  it('prices every model by the list', () => {
    const nanoUsd = 106 * 1_250 + 16 * 10_000 + 200 * 250 + 20 * 2_000
    expect(totalOf(billByUser(LINES, USER_OF))).toEqual({ calls: 4, inputTokens: 306, outputTokens: 36, nanoUsd })
  })

  it('takes no model for free that is not on the list', () => {
    expect(() => totalOf(billByUser([line('a', 'gpt-7', 1, 1)], USER_OF))).toThrow("'gpt-7' is not on the price list")
  })
})
