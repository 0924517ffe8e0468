import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { LIMIT, type Spent } from './overspend.fixture.js'
import { startWorkerd, type Workerd } from './workerd.fixture.js'

let workerd: Workerd
beforeAll(async () => {
  workerd = await startWorkerd()
})
afterAll(() => workerd.stop())

it('I1, F1: 1,000 reserves at once, of 50 users in a worker, on one budget of 500: over by exactly 0', async () => {
  const spent = await workerd.ask('/together?calls=1000&users=50')
  expect(spent).toEqual({ granted: LIMIT, refused: 1_000 - LIMIT, used: LIMIT })
})

it('finds a store that checks first and counts later', async () => {
  const { granted } = (await workerd.ask('/planted?calls=1000&users=50')) as Spent
  expect(granted).toBeGreaterThan(LIMIT)
})
