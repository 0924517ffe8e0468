import { describe, expect, it } from '@jest/globals'
import { fakeClock } from '@llm-limit/testing'
import { StoreError } from '../errors.js'
import { withDeadline } from './deadline.js'

describe('a deadline (F35, I12)', () => {
  it('ends what never answers, at its time and not before', async () => {
    const clock = fakeClock()
    let failure: unknown
    void withDeadline(new Promise(() => undefined), 100, clock).catch((cause) => {
      failure = cause
    })
    await clock.advanceAsync(99)
    expect(failure).toBeUndefined()
    await clock.advanceAsync(1)
    expect(failure).toBeInstanceOf(StoreError)
    expect(String(failure)).toContain('The store did not answer within 100 ms.')
  })

  it('passes on an answer and a rejection that come in time, and leaves no timer', async () => {
    const clock = fakeClock()
    const cause = new Error('down')
    await expect(withDeadline(Promise.resolve(7), 100, clock)).resolves.toBe(7)
    await expect(withDeadline(Promise.reject(cause), 100, clock)).rejects.toBe(cause)
    expect(clock.pending).toBe(0)
  })

  it.each(['answers', 'rejects'])('drops what %s too late, and nothing is left unhandled', async (way) => {
    const clock = fakeClock()
    let end: () => void = () => undefined
    const answer = new Promise((resolve, reject) => {
      end = () => (way === 'answers' ? resolve(7) : reject(new Error('late')))
    })
    const waited = withDeadline(answer, 100, clock)
    const failure = expect(waited).rejects.toThrow('did not answer')
    await clock.advanceAsync(100)
    await failure
    end()
    await clock.advanceAsync(1)
  })

  it('takes an answer that came while the loop was blocked beyond it', async () => {
    const timers: (() => void)[] = []
    const setTimer = (fire: () => void) => {
      timers.push(fire)
      return () => undefined
    }
    let answer: (value: number) => void = () => undefined
    const late = new Promise<number>((resolve) => {
      answer = resolve
    })
    const waited = withDeadline(late, 100, { now: () => 0, setTimer })
    // After a block the timers come first, then what the sockets brought.
    timers.shift()?.()
    answer(7)
    await expect(waited).resolves.toBe(7)
  })
})
