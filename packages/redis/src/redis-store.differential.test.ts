import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { compareHistories } from '@llm-limit/testing/reference'
import { type Place, startOnRedis } from './differential.fixture.js'

/** A fixed seed; `npm run test:differential -- redis` takes others. */
const SEED = 2_000_000
const HISTORIES = 10_000

let place: Place
beforeAll(async () => {
  place = await startOnRedis()
})
afterAll(() => place.stop())

it('I5, I1, I9, I16: decides, counts and remembers as the model does and the memory store, in 10,000 histories', async () => {
  const { store } = place
  const tally = await compareHistories({ store, histories: HISTORIES, seed: SEED, atOnce: 20, retryAfterEvery: 5 })
  expect(tally.get('reserve granted')).toBeGreaterThan(HISTORIES)
  expect(await place.keysWithoutExpiry()).toEqual([])
}, 1_800_000)
