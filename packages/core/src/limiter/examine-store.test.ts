import { expect, it } from '@jest/globals'
import { fakeClock } from '@llm-limit/testing'
import { memoryStore } from '../store/memory-store.js'
import { createLimiter } from './limiter.js'

const turn = () => new Promise((done) => setImmediate(done))

it('asks a store once what its operator should know, again when it did not answer, and tells it as a warning', async () => {
  const clock = fakeClock()
  let asked = 0
  async function examine() {
    asked += 1
    if (asked === 1) throw new Error('still connecting')
    return [{ code: 'redis-forgets', message: 'It forgets.' }]
  }
  const limiter = createLimiter({
    quotas: ['5 requests / minute'],
    clock,
    store: { ...memoryStore({ clock }), examine },
  })
  const warnings: unknown[] = []
  limiter.on('warning-raised', (warning) => warnings.push(warning))
  clock.advance(1_000)
  await turn()
  expect([asked, warnings]).toEqual([1, []])
  clock.advance(4_000)
  await turn()
  expect([asked, warnings]).toEqual([2, [{ code: 'redis-forgets', message: 'It forgets.' }]])
  clock.advance(3_600_000)
  await turn()
  expect(asked).toBe(2)
  await limiter.close()
})

it('asks nothing any more once it is closed', async () => {
  const clock = fakeClock()
  let asked = 0
  const examine = async () => {
    asked += 1
    return []
  }
  const limiter = createLimiter({
    quotas: ['5 requests / minute'],
    clock,
    store: { ...memoryStore({ clock }), examine },
  })
  await limiter.close()
  clock.advance(60_000)
  await turn()
  expect(asked).toBe(0)
})
