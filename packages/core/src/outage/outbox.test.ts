import { describe, expect, it } from '@jest/globals'
import { fakeClock } from '@llm-limit/testing'
import { outbox } from './outbox.js'

function box() {
  const clock = fakeClock(0)
  const tasks = outbox({
    clock: { ...clock, setTimer: () => () => {}, isPerRequest: true },
    random: () => 0,
    isOpen: () => true,
  })
  return { clock, tasks }
}

async function turns(): Promise<void> {
  for (let i = 0; i < 10; i += 1) await undefined
}

describe('an outbox where timers and work go with their request', () => {
  it('tries again with the next job when its own retry never came', async () => {
    const { clock, tasks } = box()
    const tried: string[] = []
    tasks.add('a', async () => tried.push('a') > 1)
    await turns()
    clock.advance(3_000)
    tasks.add('b', async () => tried.push('b') > 0)
    await turns()
    expect(tried).toEqual(['a', 'a', 'b'])
  })

  it('takes up what never came to an end', async () => {
    const { clock, tasks } = box()
    let begun = 0
    tasks.add('a', () => {
      begun += 1
      return begun === 1 ? new Promise(() => {}) : Promise.resolve(true)
    })
    clock.advance(31_000)
    tasks.add('b', async () => true)
    await turns()
    expect(begun).toBe(2)
  })
})
