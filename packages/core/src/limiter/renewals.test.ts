import { describe, expect, it } from '@jest/globals'
import { fakeClock } from '@llm-limit/testing'
import { renewals } from './renewals.js'

function renewing(leaseMs = 60_000) {
  const clock = fakeClock(0)
  const renewed: string[] = []
  const all = renewals<string>(clock, leaseMs, async (item) => void renewed.push(`${item} ${clock.now()}`))
  return { clock, renewed, ...all }
}

describe('renewals', () => {
  it('renew all that is open every 20 s of a lease of 60 s, with one timer', () => {
    const { clock, renewed, add } = renewing()
    add('a')
    clock.advance(5_000)
    add('b')
    expect(clock.pending).toBe(1)
    clock.advance(19_999 - 5_000)
    expect(renewed).toEqual([])
    clock.advance(20_001)
    expect(renewed).toEqual(['a 20000', 'b 20000', 'a 40000', 'b 40000'])
    expect(clock.pending).toBe(1)
  })

  it('come three times a lease, however short it is: one may be lost', () => {
    const { clock, renewed, add } = renewing(5_000)
    add('a')
    clock.advance(5_000)
    expect(renewed).toEqual(['a 1666', 'a 3332', 'a 4998'])
  })

  it('end with what they renew: then no timer runs', () => {
    const { clock, renewed, add } = renewing()
    const stops = [add('a'), add('b')]
    stops[0]?.()
    clock.advance(20_000)
    expect(renewed).toEqual(['b 20000'])
    stops[1]?.()
    clock.advance(20_000)
    expect(clock.pending).toBe(0)
    add('c')
    expect(clock.pending).toBe(1)
  })

  it('have a timer each where one goes with the request that set it', () => {
    const clock = { ...fakeClock(0), isPerRequest: true }
    const renewed: string[] = []
    const { add, stop } = renewals<string>(clock, 60_000, async (item) => void renewed.push(item))
    const stopFirst = add('a')
    add('b')
    clock.advance(20_000)
    stopFirst()
    clock.advance(20_000)
    expect(renewed).toEqual(['a', 'b', 'b'])
    stop()
    clock.advance(60_000)
    expect(renewed).toHaveLength(3)
  })

  it('stop at once with their limiter', () => {
    const { clock, renewed, add, stop } = renewing()
    add('a')
    stop()
    clock.advance(60_000)
    expect([renewed.length, clock.pending]).toEqual([0, 0])
  })
})
