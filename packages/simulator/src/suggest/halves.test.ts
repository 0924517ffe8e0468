import { describe, expect, it } from '@jest/globals'
import type { LogCall } from '../log/log-call.js'
import { callAt } from '../replay/replay.fixture.js'
import { callsOf } from './halves.js'

async function half(calls: readonly LogCall[], which: 'fit' | 'check', seed: number): Promise<LogCall[]> {
  const found: LogCall[] = []
  for await (const batch of callsOf([calls], which, seed)) found.push(...batch)
  return found
}

describe('the halves of a log', () => {
  const calls = Array.from({ length: 3_000 }, (_, i) => callAt(i, { line: i + 1, user: `user-${i % 1_000}` }))

  it('share no user, lose no request, keep the order of time, and are about as large', async () => {
    const [fit, check] = [await half(calls, 'fit', 1), await half(calls, 'check', 1)]
    expect([...fit, ...check].sort((a, b) => a.atMs - b.atMs)).toEqual(calls)
    for (const each of [fit, check]) expect(each).toEqual([...each].sort((a, b) => a.atMs - b.atMs))
    const held = new Set(check.map(({ user }) => user))
    expect(fit.filter(({ user }) => held.has(user))).toEqual([])
    expect(held.size).toBeGreaterThan(440)
    expect(held.size).toBeLessThan(560)
  })

  it('are others for another seed', async () => {
    expect(await half(calls, 'fit', 1)).not.toEqual(await half(calls, 'fit', 2))
    expect(await half(calls, 'fit', 1)).toEqual(await half(calls, 'fit', 1))
  })
})
