import { describe, expect, it } from '@jest/globals'
import { describeStore } from '@llm-limit/testing'
import { compareHistories } from '@llm-limit/testing/reference'
import type { Clock } from '../clock.js'
import { memoryStore } from '../store/memory-store.js'
import type { Store } from '../store/store.js'
import { processOf } from './outage.fixture.js'

/** The memory store, with promises. */
function elsewhere(memory: Store): Store {
  return {
    reserve: async (call) => memory.reserve(call),
    raise: async (reservation, call) => memory.raise(reservation, call),
    renew: async (reservation, call) => memory.renew(reservation, call),
    settle: async (reservation, settlement) => memory.settle(reservation, settlement),
    peek: async (partitions) => memory.peek(partitions),
    reset: async (partitions) => memory.reset(partitions),
    health: () => memory.health(),
    close: () => memory.close(),
  }
}

const near = (clock: Clock): Store => processOf(memoryStore({ clock }), clock).store
const far = (clock: Clock): Store => processOf(elsewhere(memoryStore({ clock })), clock).store

describeStore({ describe, it }, { name: 'a well store with promises, seen through its guard', create: far })
describeStore({ describe, it }, { name: 'a well store without, seen through its guard', create: near })

it.each([
  ['with', far],
  ['without', near],
])('changes nothing of a store %s promises that is well, in 300 random histories (I5)', async (_, store) => {
  const tally = await compareHistories({ store, histories: 300, seed: 77, retryAfterEvery: 0 })
  expect(tally.get('reserve granted')).toBeGreaterThan(300)
})
