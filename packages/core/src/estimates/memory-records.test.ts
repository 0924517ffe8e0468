import { describe, expect, it } from '@jest/globals'
import { describeRecords, fakeClock } from '@llm-limit/testing'
import { memoryRecords } from './memory-records.js'

describeRecords({ describe, it }, { name: 'records in memory', create: () => memoryRecords() })

describe('records in memory', () => {
  it('end with their time, which each write begins anew', async () => {
    const clock = fakeClock()
    const records = memoryRecords({ clock })
    await records.compareAndSet('a', '1', 0, 1_000)
    clock.advance(999)
    await records.compareAndSet('a', '2', 1, 1_000)
    clock.advance(999)
    expect(await records.get('a')).toEqual({ value: '2', version: 2 })
    clock.advance(1)
    expect(await records.get('a')).toBeUndefined()
    expect(await records.compareAndSet('a', '3', 0, 1_000)).toBe(true)
  })

  it('are bounded: the one that was not written for longest goes', async () => {
    const records = memoryRecords({ maxRecords: 2 })
    for (const key of ['a', 'b', 'c']) await records.compareAndSet(key, key, 0, 1_000)
    expect(await records.get('a')).toBeUndefined()
    expect(await records.get('c')).toEqual({ value: 'c', version: 1 })
  })
})
