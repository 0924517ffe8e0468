import { expect, it } from '@jest/globals'
import { touchedBy } from '@llm-limit/testing/reference'
import { eachStep } from './histories.fixture.js'
import { idleFrom, isIdle } from './idle.js'

it('foretells from when on a record is idle: then it is, and a moment before it is not', async () => {
  let told = 0
  await eachStep(200, async ({ store, command }) => {
    for (const record of (await store.peek(touchedBy(command))).records) {
      const from = idleFrom(record)
      if (!Number.isFinite(from)) continue
      told += 1
      expect(isIdle(record, from)).toBe(true)
      // What was settled leaves an empty row in a wheel, which says nothing of an end.
      if (from > 60_000 && record.wheel.length === 0) expect(isIdle(record, from - 1)).toBe(false)
    }
  })
  expect(told).toBeGreaterThan(2_000)
})
