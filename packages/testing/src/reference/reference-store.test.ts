import { describe, expect, test } from '@jest/globals'
import { LATE_MS, LEASE_GRID_MS } from '@llm-limit/core'
import fc from 'fast-check'
import { historyArbitrary, offersArbitrary } from './arbitraries.js'
import { type Command, type Outcome, runOnModel, touchedBy } from './command.js'
import { recomputed } from './policies.js'
import { seededRandom } from './random.js'
import { type ReferenceStore, referenceStore } from './reference-store.js'
import { randomHistory, STORY_START } from './story.js'

/** Takes each step of `count` histories and then calls `visit`; a history is left when that returns false. */
function tellHistories(
  count: number,
  visit: (
    model: ReferenceStore,
    command: Exclude<Command, { do: 'clock' }>,
    clock: number,
    outcome: Outcome,
  ) => boolean,
): void {
  for (let seed = 0; seed < count; seed++) {
    const model = referenceStore()
    let clock = STORY_START
    for (const command of randomHistory(seededRandom(seed))) {
      if (command.do === 'clock') clock = command.to
      else if (!visit(model, command, clock, runOnModel(model, command, clock))) break
    }
  }
}

describe('the model', () => {
  test('never uses more by time alone, on which the search for a retry time rests', () => {
    tellHistories(200, (model, command, clock) => {
      const partitions = touchedBy(command)
      const now = model.time(partitions, clock)
      let before = model.used(recomputed(partitions, now), now)
      for (const wait of [1, 1_000, 4_999, 60_000, 61_000, 3_600_000, 100_000_000]) {
        const after = model.used(recomputed(partitions, now + wait), now + wait)
        expect(after.every((units, index) => units <= (before[index] ?? 0n))).toBe(true)
        before = after
      }
      return true
    })
  })

  test('refuses before the retry time that it names and admits at it', () => {
    let tried = 0
    tellHistories(600, (model, command, clock, { kind }) => {
      if (command.do !== 'reserve' || kind !== 'refused') return true
      const wait = model.retryAfter(command.call, clock)
      if (wait === 'never' || wait > 100_000_000) return true
      const now = model.time(command.call.partitions, clock)
      const kindAt = (time: number) => model.reserve({ ...command.call, id: 'later', issuedAt: time }, time).kind
      for (const early of [1, 2, Math.ceil(wait / 2)])
        expect(['refused', 'period']).toContain(kindAt(now + wait - early))
      expect(['granted', 'period']).toContain(kindAt(now + wait))
      tried += 1
      return false
    })
    expect(tried).toBeGreaterThan(100)
  })

  test('holds nothing once every lease has ended', () => {
    tellHistories(200, (model, command, clock) => {
      const partitions = touchedBy(command)
      const quiet = model.time(partitions, clock) + LATE_MS + LEASE_GRID_MS
      expect(model.held(partitions, quiet).every((units) => units === 0n)).toBe(true)
      return true
    })
  })

  test('is never below 0, whatever a history does', () => {
    fc.assert(
      fc.property(historyArbitrary(), (history) => {
        const model = referenceStore()
        let clock = STORY_START
        for (const command of history) {
          if (command.do === 'clock') {
            clock = command.to
            continue
          }
          runOnModel(model, command, clock)
          const used = model.used(touchedBy(command), clock)
          expect(used.every((units) => units >= 0n && units < 2n ** 53n)).toBe(true)
        }
      }),
      { numRuns: 100, seed: 1 },
    )
  })
})

describe('generated offers', () => {
  test('do not lower a cap nor raise a charge, min or max from one to the next', () => {
    fc.assert(
      fc.property(offersArbitrary(), ({ partitions, offers }) => {
        const count = partitions.flatMap((partition) => partition.quotas).length
        for (const [index, next] of offers.slice(1).entries()) {
          const before = offers[index]
          expect(next.charges.length).toBe(count)
          expect(next.rung).toBeGreaterThanOrEqual(before?.rung ?? 0)
          expect(next.output.max).toBeLessThanOrEqual(before?.output.max ?? 0)
          expect(next.output.min).toBeLessThanOrEqual(Math.min(before?.output.min ?? 0, next.output.max))
          for (const [place, charge] of next.charges.entries()) {
            const dearer = before?.charges[place]
            expect(charge.cap).toBeGreaterThanOrEqual(dearer?.cap ?? 0)
            expect(charge.fixed).toBeLessThanOrEqual(dearer?.fixed ?? 0)
            expect(charge.perOutputToken).toBeLessThanOrEqual(dearer?.perOutputToken ?? 0)
          }
        }
      }),
      { numRuns: 500, seed: 1 },
    )
  })
})
