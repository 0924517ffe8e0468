import { describe, expect, it } from '@jest/globals'
import { fakeClock } from '@llm-limit/testing'
import { createClient } from './client.js'

const PROBLEM = {
  type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
  title: 'Your budget is used up',
  status: 429,
  detail: 'It will be back.',
  retryable: true,
  error: { code: 'rate_limit_exceeded', type: 'quota_exceeded', message: 'It will be back.' },
  'violated-policies': ['tokens-per-hour'],
}

/** A client that was refused for so many seconds. */
async function refusedFor(seconds: number) {
  const clock = fakeClock()
  const headers = { 'content-type': 'application/problem+json', 'retry-after': String(seconds) }
  const client = createClient({ clock, fetch: async () => Response.json(PROBLEM, { status: 429, headers }) })
  await client.fetch('/chat', { method: 'POST' })
  return { clock, client }
}

describe('the countdown', () => {
  it('has no timer while nobody listens, and is right all the same', async () => {
    const { clock, client } = await refusedFor(90)
    expect(clock.pending).toBe(0)
    clock.advance(30_500)
    expect(client.snapshot().waitSeconds).toBe(60)
    expect(clock.pending).toBe(0)
  })

  it('tells each second, one timer for all, until the wait is over', async () => {
    const { clock, client } = await refusedFor(3)
    const told: (number | undefined)[] = []
    const stop = client.subscribe(() => told.push(client.snapshot().waitSeconds))
    client.subscribe(() => {})
    expect(clock.pending).toBe(1)
    clock.advance(10_000)
    expect(told).toEqual([2, 1, undefined])
    expect(client.snapshot().refusal).toBeUndefined()
    expect(clock.pending).toBe(0)
    stop()
  })

  it('tells each minute of a wait beyond an hour', async () => {
    const { clock, client } = await refusedFor(2 * 3_600)
    let told = 0
    client.subscribe(() => {
      told += 1
    })
    clock.advance(3_600_000)
    expect(told).toBe(60)
    clock.advance(60_000)
    expect(told).toBe(120)
  })

  it('stops when the last listener leaves, and goes on from the truth when one comes', async () => {
    const { clock, client } = await refusedFor(90)
    const listener = (): void => {}
    const stops = [client.subscribe(listener), client.subscribe(listener)]
    stops[0]?.()
    expect(clock.pending).toBe(1)
    stops[1]?.()
    expect(clock.pending).toBe(0)
    clock.advance(45_000)
    client.subscribe(listener)
    expect(client.snapshot().waitSeconds).toBe(45)
  })

  it('gives the same object until something is new, and never changes one', async () => {
    const { clock, client } = await refusedFor(90)
    client.subscribe(() => {})
    const first = client.snapshot()
    expect(client.snapshot()).toBe(first)
    clock.advance(999)
    expect(client.snapshot()).toBe(first)
    clock.advance(1)
    expect(client.snapshot()).not.toBe(first)
    expect(first.waitSeconds).toBe(90)
  })
})
