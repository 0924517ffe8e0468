import { describe, expect, it } from '@jest/globals'
import { type Crowd, crowd } from './crowd.js'
import { userName } from './users.js'

const RANKS = [1, 2, 3, 4, 5, 6, 7, 8]

function there(users: Crowd): number[] {
  return RANKS.filter((rank) => users.has(userName(rank)))
}

describe('the crowd', () => {
  it('is everyone, as long as calls leave in time', () => {
    const users = crowd()
    for (let atMs = 0; atMs < 3_600_000; atMs += 10_000) users.left(atMs, 3_999)
    expect(there(users)).toEqual(RANKS)
    expect(users.thinned).toEqual([])
  })

  it('halves when a call leaves too late', () => {
    const users = crowd()
    users.left(100_000, 4_000)
    expect(there(users)).toEqual([2, 4, 6, 8])
    expect(users.thinned).toEqual([{ atMs: 400_000, every: 2, lateMs: 4_000 }])
  })

  it('halves again only when calls made since leave later still', () => {
    const users = crowd()
    users.left(100_000, 4_000)
    users.left(774_999, 9_000)
    users.left(775_000, 3_999)
    expect(there(users)).toEqual([2, 4, 6, 8])
    users.left(775_000, 4_001)
    expect(there(users)).toEqual([4, 8])
  })
})
