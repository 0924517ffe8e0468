import { describe, expect, it } from '@jest/globals'
import { simulate, WAYS } from './compare.js'
import { type Hour, readHour } from './hour.js'

/** A free user who asks for 40 times 1,000 tokens, ten seconds apart: 20k are budgeted. */
const HOUR: Hour = {
  startMs: Date.UTC(2023, 10, 16, 18),
  visits: Array.from({ length: 40 }, (_, i) => ({
    place: i,
    user: 'user-0500',
    atMs: i * 10_000,
    inputTokens: 800,
    outputTokens: 200,
  })),
}

const [counted, wall, ladder] = WAYS
if (counted === undefined || wall === undefined || ladder === undefined) throw new Error('three ways')

describe('the comparison in virtual time', () => {
  it('gives the same figures again', async () => {
    const hour = readHour()
    const part = { ...hour, visits: hour.visits.slice(0, 2_000) }
    expect(await simulate(part, ladder)).toEqual(await simulate(part, ladder))
  })

  it('refuses less with the ladder than with a wall, and goes beyond neither', async () => {
    const [atWall, onLadder] = [await simulate(HOUR, wall), await simulate(HOUR, ladder)]
    expect(atWall.count).toMatchObject({ admitted: 20, refused: 20, degraded: 0 })
    expect(onLadder.count.admitted).toBeGreaterThan(atWall.count.admitted)
    expect(onLadder.count.degraded).toBeGreaterThan(0)
    for (const { overruns } of [atWall, onLadder]) {
      expect(overruns.every(({ beyondCeiling, broken }) => beyondCeiling === 0 && broken === 0)).toBe(true)
    }
  })

  it('goes beyond the wall when nothing is held before the call', async () => {
    const eager = {
      ...HOUR,
      visits: HOUR.visits.map((visit, i) => ({ ...visit, atMs: i < 19 ? visit.atMs : 200_000 })),
    }
    const { overruns } = await simulate(eager, counted)
    const tokens = overruns.find(({ quota }) => quota.startsWith('tokens'))
    expect(tokens?.beyondCeiling).toBeGreaterThan(1_000)
    expect(tokens?.bound).toBeGreaterThanOrEqual(tokens?.beyondCeiling ?? 0)
  })
})
