import { describe, expect, it } from '@jest/globals'
import { callAt, callsEvery, HOUR, policyWith, reportOf } from './replay.fixture.js'

const TEN = callsEvery(60_000, 10)
const WALL = policyWith({ quotas: ['$0.010 / hour'], ladder: 'wall' })
const SLIDING = policyWith({ quotas: ['2 requests / minute'], ladder: 'wall' })

describe('users who do something about it', () => {
  it('come again when Retry-After says so, as often as they have patience for', async () => {
    const three = [callAt(0), callAt(0), callAt(10_000)]
    const none = await reportOf(three, { policy: SLIDING })
    expect(none.total).toMatchObject({ requests: 3, served: 2, refused: 1, refusals: 1 })
    const patient = await reportOf(three, { policy: SLIDING, behaviour: { retry: { times: 1, withinMs: HOUR } } })
    expect(patient.total).toMatchObject({ requests: 3, served: 3, refused: 0, refusals: 1 })
    const hasty = await reportOf(three, { policy: SLIDING, behaviour: { retry: { times: 1, withinMs: 1_000 } } })
    expect(hasty.total).toMatchObject({ served: 2, refused: 1, refusals: 1 })
  })

  it('give up after so many refusals in a row, and are back after a while', async () => {
    const { total } = await reportOf(TEN, { policy: WALL, behaviour: { giveUp: { after: 2, forMs: 150_000 } } })
    // Refused at minutes 5 and 6, away until 8:30, refused again at 9.
    expect(total).toMatchObject({ requests: 8, unmade: 2, served: 5, refused: 3 })
  })

  it('make fewer requests once they are warned', async () => {
    const { total } = await reportOf(TEN, { policy: WALL, behaviour: { slowDown: { keep: 0, forMs: HOUR } } })
    expect(total).toMatchObject({ requests: 4, unmade: 6, served: 4, warned: 1, refused: 0 })
  })

  it('wait for a refill where the app lets them, and see no refusal then', async () => {
    const calls = [callAt(0), callAt(1_000), callAt(40_000)]
    const { total } = await reportOf(calls, { policy: SLIDING, waitMs: 30_000 })
    expect(total).toMatchObject({ served: 3, refused: 0, refusals: 0, waited: 1 })
    const short = await reportOf(calls, { policy: SLIDING, waitMs: 10_000 })
    expect(short.total).toMatchObject({ served: 2, refused: 1, refusals: 1, waited: 0 })
  })

  it('do nothing else than in the log when nothing is asked for', async () => {
    const { total } = await reportOf(TEN, { policy: WALL })
    expect(total).toMatchObject({ requests: 10, unmade: 0, refusals: 5, refused: 5 })
  })
})
