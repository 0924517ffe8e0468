import type { Offer, Partition } from '@llm-limit/core'
import fc from 'fast-check'
import type { History } from './command.js'
import { quotasOf } from './makers.js'
import { randomOffers } from './offer-values.js'
import { partitionsOf, randomPolicy } from './policies.js'
import { type Random, tapeRandom } from './random.js'
import { randomHistory, STORY_START } from './story.js'

/** Partitions of one call: home, and perhaps those of an operation and of everyone. */
export function partitionsArbitrary(): fc.Arbitrary<Partition[]> {
  return fromTape(randomPartitions, 100)
}

/** Partitions with the offers of a call, drawn at the edges of what would be left of unused quotas. */
export function offersArbitrary(): fc.Arbitrary<{ readonly partitions: Partition[]; readonly offers: Offer[] }> {
  return fromTape((random) => {
    const partitions = randomPartitions(random)
    return { partitions, offers: randomOffers(random, quotasOf(partitions), []) }
  }, 300)
}

/** Whole histories. fast-check shrinks the choices; `compareHistory` leaves out commands, which is quicker and shorter. */
export function historyArbitrary(): fc.Arbitrary<History> {
  return fromTape(randomHistory, 1_000)
}

function randomPartitions(random: Random): Partition[] {
  return partitionsOf(randomPolicy(random), 'ann', random.pick(['none', 'chat']), STORY_START)
}

/** One generator serves bulk runs and fast-check: a shorter tape of smaller numbers makes simpler choices. */
function fromTape<T>(make: (random: Random) => T, maxLength: number): fc.Arbitrary<T> {
  return fc
    .array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { maxLength, size: 'max' })
    .map((tape) => make(tapeRandom(tape)))
}
