import { expect, it } from '@jest/globals'
import { compareHistories } from '@llm-limit/testing/reference'
import { memoryStore } from './memory-store.js'

/** A fixed base and no seed twice; `npm run test:differential -- memory` takes others. */
const BATCHES = Array.from({ length: 5 }, (_, batch) => 1_000_000 * (batch + 1))
const HISTORIES = 2_000

it.each(BATCHES)(
  'I5, I1, I9, I16: decides, counts and remembers as the model does, in 2,000 histories from seed %i on',
  async (seed) => {
    const tally = await compareHistories({
      store: (clock) => memoryStore({ clock }),
      histories: HISTORIES,
      seed,
      retryAfterEvery: 5,
    })
    expect(tally.get('reserve granted')).toBeGreaterThan(HISTORIES)
  },
  300_000,
)
