import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startWorkerd, type Workerd } from './workerd.fixture.js'

let workerd: Workerd
beforeAll(async () => {
  workerd = await startWorkerd()
})
afterAll(() => workerd.stop())

// A difference comes back as the shortest history that shows it.
const AGREED = { granted: expect.any(Number) }

it('I5, I1, I9, I16: decides, counts and remembers as the model does, in 300 histories', async () => {
  expect(await workerd.ask('/histories?seed=3000000&count=300')).toEqual(AGREED)
}, 300_000)

it('remembers nothing that is not stored: the same where the object is evicted before every message, in 20 histories', async () => {
  expect(await workerd.ask('/evicted-histories?seed=3100000&count=20')).toEqual(AGREED)
}, 300_000)
