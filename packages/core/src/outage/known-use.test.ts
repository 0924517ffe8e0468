import { describe, expect, it } from '@jest/globals'
import { fakeClock } from '@llm-limit/testing'
import type { Partition } from '../store/store.js'
import { knownUse, MOST_KNOWN } from './known-use.js'
import { quota } from './outage.fixture.js'

const partition = (key: string, ...counters: readonly string[]): Partition => ({
  key,
  quotas: counters.map((counter) => quota(counter, 1_000)),
})

describe('what is known to be used', () => {
  it('is what was said last of each partition, and nothing of one never heard of', () => {
    const known = knownUse(fakeClock())
    const [ada, team] = [partition('ada', 'a', 'b'), partition('team', 'c')]
    known.note([ada, team], [1, 2, 3], 0)
    known.note([team], [5], 0)
    expect(known.usedOf([ada, team, partition('eve', 'a')])).toEqual([1, 2, 5, 0])
    known.forget([ada])
    expect(known.usedOf([ada, team])).toEqual([0, 0, 5])
  })

  it('is kept by counter: a changed list of quotas finds its own amounts', () => {
    const known = knownUse(fakeClock())
    known.note([partition('ada', 'a', 'b')], [1, 2], 0)
    expect(known.usedOf([partition('ada', 'b', 'new', 'a')])).toEqual([2, 0, 1])
  })

  it('is bounded: of more than 10,000 partitions the one longest not heard of is forgotten (I11)', () => {
    const known = knownUse(fakeClock())
    const all = Array.from({ length: MOST_KNOWN }, (_, i) => partition(`user-${i}`, 'a'))
    for (const each of all) known.note([each], [7], 0)
    known.note(all.slice(0, 1), [8], 0)
    known.note([partition('new', 'a')], [9], 0)
    expect(known.size).toBe(MOST_KNOWN)
    expect(known.usedOf([...all.slice(0, 3), partition('new', 'a')])).toEqual([8, 0, 7, 9])
  })
})
