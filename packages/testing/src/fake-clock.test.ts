import { describe, expect, it } from '@jest/globals'
import { fakeClock } from './fake-clock.js'

describe('fake clock', () => {
  it('stands still until it is moved', () => {
    const clock = fakeClock(1_000)
    expect(clock.now()).toBe(1_000)
    clock.advance(250)
    expect(clock.now()).toBe(1_250)
  })

  it('fires due timers in the order of their moments, each at its own moment', () => {
    const clock = fakeClock(0)
    const fired: [string, number][] = []
    clock.setTimer(() => fired.push(['late', clock.now()]), 30)
    clock.setTimer(() => fired.push(['early', clock.now()]), 10)
    clock.setTimer(() => fired.push(['after', clock.now()]), 31)
    clock.advance(30)
    expect(fired).toEqual([
      ['early', 10],
      ['late', 30],
    ])
    expect(clock.pending).toBe(1)
  })

  it('fires timers that are due at once in the order they were set', () => {
    const clock = fakeClock(0)
    const fired: string[] = []
    for (const name of ['a', 'b', 'c']) clock.setTimer(() => fired.push(name), 5)
    clock.advance(5)
    expect(fired.join('')).toBe('abc')
  })

  it('fires a timer that another one set, when it falls due in the same stretch', () => {
    const clock = fakeClock(0)
    const fired: number[] = []
    const beat = (): void => {
      fired.push(clock.now())
      clock.setTimer(beat, 20)
    }
    clock.setTimer(beat, 20)
    clock.advance(65)
    expect(fired).toEqual([20, 40, 60])
    expect(clock.now()).toBe(65)
  })

  it('never fires a cancelled timer', () => {
    const clock = fakeClock(0)
    let fired = false
    const cancel = clock.setTimer(() => {
      fired = true
    }, 5)
    cancel()
    cancel()
    clock.advance(10)
    expect(fired).toBe(false)
    expect(clock.pending).toBe(0)
  })

  it('fires a timer without delay on advance(0), not before', () => {
    const clock = fakeClock(0)
    let fired = 0
    clock.setTimer(() => {
      fired += 1
    }, 0)
    expect(fired).toBe(0)
    clock.advance(0)
    expect(fired).toBe(1)
  })

  it('moves the time of day on set, and leaves every timer the delay it had left', () => {
    const clock = fakeClock(10_000)
    const fired: number[] = []
    clock.setTimer(() => fired.push(clock.now()), 100)
    clock.set(5_000)
    expect(clock.now()).toBe(5_000)
    clock.advance(99)
    expect(fired).toEqual([])
    clock.advance(1)
    expect(fired).toEqual([5_100])
  })

  it('lets promises go on between timers on advanceAsync', async () => {
    const clock = fakeClock(0)
    const fired: number[] = []
    const wait = (ms: number): Promise<void> => new Promise((resolve) => void clock.setTimer(resolve, ms))
    const work = (async () => {
      for (let beat = 0; beat < 3; beat += 1) {
        await wait(10)
        fired.push(clock.now())
      }
    })()
    await clock.advanceAsync(30)
    await work
    expect(fired).toEqual([10, 20, 30])
    expect(clock.now()).toBe(30)
  })

  it('never goes back when a timer advances the clock itself', () => {
    const clock = fakeClock(0)
    clock.setTimer(() => clock.advance(100), 10)
    clock.advance(20)
    expect(clock.now()).toBe(110)
  })

  it('refuses times that are no number of milliseconds, and to advance backwards', () => {
    const clock = fakeClock(0)
    expect(() => clock.setTimer(() => {}, Number.NaN)).toThrow(RangeError)
    expect(() => clock.setTimer(() => {}, Number.POSITIVE_INFINITY)).toThrow(RangeError)
    expect(() => clock.advance(-1)).toThrow(/use set\(\)/)
    expect(() => clock.set(Number.NaN)).toThrow(RangeError)
    expect(() => fakeClock(Number.NaN)).toThrow(RangeError)
  })
})
