import { describe, expect, it } from '@jest/globals'
import { HOUR, NOON } from '../replay/replay.fixture.js'
import { type Piece, piecesOf, timelineOf } from './timeline.js'

const DAY = 24 * HOUR
const MIDNIGHT = NOON - 12 * HOUR

function hour(startMs: number, counted: Partial<Piece>): Piece {
  const nothing = { requests: 0, warned: 0, degraded: 0, refused: 0, full: 0, demandedNanoUsd: 0, spentNanoUsd: 0 }
  return { startMs, ...nothing, ...counted }
}

describe('the timeline of a log', () => {
  it('has each hour from the first to the last, also those without requests', () => {
    expect(timelineOf([NOON + 3 * HOUR, NOON])).toEqual({ startMs: NOON, stepMs: HOUR, length: 4 })
    expect(timelineOf([NOON])).toEqual({ startMs: NOON, stepMs: HOUR, length: 1 })
  })

  it.each([
    [8 * DAY, { startMs: NOON, stepMs: HOUR, length: 192 }],
    [8 * DAY + HOUR, { startMs: NOON, stepMs: 6 * HOUR, length: 33 }],
    [60 * DAY, { startMs: MIDNIGHT, stepMs: DAY, length: 61 }],
    [3 * 365 * DAY, { startMs: MIDNIGHT, stepMs: 7 * DAY, length: 157 }],
    [100 * 365 * DAY, { startMs: MIDNIGHT, stepMs: 191 * DAY, length: 192 }],
  ])('takes several hours in one when there are more than can be told apart: of %d ms', (lastsMs, timeline) => {
    expect(timelineOf([NOON, NOON + lastsMs - HOUR])).toEqual(timeline)
  })

  it('adds up the hours of each piece, and leaves out what comes after it', () => {
    const hours = [
      hour(NOON, { requests: 3, refused: 1, spentNanoUsd: 10 }),
      hour(NOON + 5 * HOUR, { requests: 4, refused: 2, spentNanoUsd: 20 }),
      hour(NOON + 6 * HOUR, { requests: 5, spentNanoUsd: 40 }),
      hour(NOON + 30 * HOUR, { refused: 9 }),
    ]
    expect(piecesOf({ startMs: NOON, stepMs: 6 * HOUR, length: 3 }, hours)).toEqual([
      hour(NOON, { requests: 7, refused: 3, spentNanoUsd: 30 }),
      hour(NOON + 6 * HOUR, { requests: 5, spentNanoUsd: 40 }),
      hour(NOON + 12 * HOUR, {}),
    ])
  })
})
