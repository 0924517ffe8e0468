import { describe, expect, it, jest } from '@jest/globals'
import { remembered } from './remembered.js'

const known = { input: 1 }

describe('remembered', () => {
  it('asks once for a name that is known', () => {
    const find = jest.fn((_name: string) => known)
    const entryOf = remembered(find)
    expect([entryOf('a'), entryOf('a'), entryOf('a')]).toEqual([known, known, known])
    expect(find).toHaveBeenCalledTimes(1)
  })

  it('keeps nothing of names that are not', () => {
    const find = jest.fn((name: string) => (name === 'a' ? known : undefined))
    const entryOf = remembered(find)
    entryOf('a')
    for (let i = 0; i < 5_000; i++) expect(entryOf(`unknown-${i}`)).toBeUndefined()
    expect(entryOf('a')).toBe(known)
    expect(find).toHaveBeenCalledTimes(5_001)
  })

  it('forgets all 1,000 names at the next one, however many a caller makes up', () => {
    const find = jest.fn((_name: string) => known)
    const entryOf = remembered(find)
    for (let i = 0; i < 1_000; i++) entryOf(`gpt-5-${20_000_000 + i}`)
    entryOf('gpt-5-20000000')
    expect(find).toHaveBeenCalledTimes(1_000)
    entryOf('one-more')
    entryOf('gpt-5-20000000')
    expect(find).toHaveBeenCalledTimes(1_002)
  })
})
