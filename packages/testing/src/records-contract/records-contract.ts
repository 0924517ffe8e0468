import { deepEqual, equal } from 'node:assert/strict'
import type { Records } from '@llm-limit/core'
import type { StoreContractTools } from '../store-contract/store-harness.js'

/** One implementation of `Records`. */
export interface RecordsHarness {
  readonly name: string
  /** Makes an empty one; what the contract writes lives for an hour. */
  create(): Records | Promise<Records>
}

const HOUR_MS = 3_600_000
const KEY = 'llm:estimate:chat:one:gpt-5'

/** All that every implementation of `Records` promises. One call each. */
export function describeRecords({ describe, it }: StoreContractTools, { name, create }: RecordsHarness): void {
  const claim = (what: string, test: (records: Records) => Promise<void>): void =>
    it(what, async () => test(await create()))

  describe(name, () => {
    claim('has nothing at first', async (records) => equal(await records.get(KEY), undefined))

    claim('gives back what was written, with version 1, then one more for each write', async (records) => {
      equal(await records.compareAndSet(KEY, 'a', 0, HOUR_MS), true)
      deepEqual(await records.get(KEY), { value: 'a', version: 1 })
      equal(await records.compareAndSet(KEY, 'b', 1, HOUR_MS), true)
      deepEqual(await records.get(KEY), { value: 'b', version: 2 })
    })

    claim('refuses every version but the stored one, and changes nothing', async (records) => {
      equal(await records.compareAndSet(KEY, 'a', 1, HOUR_MS), false)
      equal(await records.get(KEY), undefined)
      await records.compareAndSet(KEY, 'a', 0, HOUR_MS)
      for (const version of [0, 2, 10]) equal(await records.compareAndSet(KEY, 'b', version, HOUR_MS), false)
      deepEqual(await records.get(KEY), { value: 'a', version: 1 })
    })

    claim('lets one of many writers win', async (records) => {
      const writers = Array.from({ length: 20 }, (_, i) => records.compareAndSet(KEY, `${i}`, 0, HOUR_MS))
      const won = (await Promise.all(writers)).flatMap((isWritten, i) => (isWritten ? [`${i}`] : []))
      equal(won.length, 1)
      deepEqual(await records.get(KEY), { value: won[0], version: 1 })
    })

    claim('keeps keys apart', async (records) => {
      await records.compareAndSet(KEY, 'a', 0, HOUR_MS)
      equal(await records.get(`${KEY}-mini`), undefined)
      equal(await records.compareAndSet(`${KEY}-mini`, 'b', 0, HOUR_MS), true)
      deepEqual(await records.get(KEY), { value: 'a', version: 1 })
    })

    claim('takes any text up to 64 KiB, and the empty one', async (records) => {
      for (const [i, value] of ['', '0', 'é 漢 \u{1f600} "\\\n\0', 'x'.repeat(65_536)].entries()) {
        equal(await records.compareAndSet(KEY, value, i, HOUR_MS), true)
        deepEqual(await records.get(KEY), { value, version: i + 1 })
      }
    })
  })
}
