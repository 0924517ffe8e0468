import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { describeStore } from '@llm-limit/testing'
import { clockedStore, kept } from './stores.fixture.js'
import { startWorkerd, type Workerd } from './workerd.fixture.js'

let workerd: Workerd
let claims = 0

beforeAll(async () => {
  workerd = await startWorkerd()
})
afterAll(() => workerd.stop())

/** Each claim in an object of its own. */
describeStore(
  { describe, it },
  {
    name: 'Durable Objects in workerd',
    async create(clock) {
      claims += 1
      return kept(clockedStore(await workerd.objects('LIMITS'), clock), `claim ${claims}`)
    },
  },
)
