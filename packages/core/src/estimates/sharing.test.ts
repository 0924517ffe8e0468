import { describe, expect, it } from '@jest/globals'
import { fakeClock } from '@llm-limit/testing'
import { Estimate } from './estimate.js'
import { noKnowledge } from './knowledge.js'
import { knowledgeIn, textOf } from './knowledge-text.js'
import { memoryRecords } from './memory-records.js'
import type { Records } from './records.js'
import { sharing } from './sharing.js'

const KEY = 'llm:estimate:chat:one:gpt-5'

function process(clock: ReturnType<typeof fakeClock>, records: Records) {
  const failures: unknown[] = []
  const shared = sharing({ records, clock, onFailure: (cause) => failures.push(cause) })
  const estimate = new Estimate(1_024, 0.99, true)
  shared.join(KEY, estimate)
  const answer = (outputTokens: number): void => {
    const tokens = { estimatedInput: 500, inputTokens: 500, outputTokens, isCut: false }
    estimate.learn({ door: 'call', ...tokens, rates: { input: 1, output: 1 } })
    shared.changed(KEY, estimate)
  }
  return { shared, estimate, answer, failures }
}

async function answersStored(records: Records): Promise<number | undefined> {
  const stored = await records.get(KEY)
  return stored === undefined ? undefined : knowledgeIn(stored.value)?.strata.get(0)?.total
}

describe('estimates of several processes', () => {
  it('add up, with nothing lost, and teach a process that begins', async () => {
    const clock = fakeClock()
    const records = memoryRecords({ clock })
    const processes = [1, 2, 3].map(() => process(clock, records))
    for (let second = 0; second < 30; second += 1) {
      for (const { answer } of processes) answer(80)
      await clock.advanceAsync(1_000)
    }
    await clock.advanceAsync(20_000)
    expect(await answersStored(records)).toBe(90)
    const late = process(clock, records)
    await clock.advanceAsync(0)
    expect(late.estimate.answerTo(500).hold).toBeLessThan(150)
  })

  it('ask nobody while nothing is learned, and set no timer', async () => {
    const clock = fakeClock()
    const { answer } = process(clock, memoryRecords({ clock }))
    await clock.advanceAsync(60_000)
    expect(clock.pending).toBe(0)
    answer(80)
    expect(clock.pending).toBe(1)
    await clock.advanceAsync(10_000)
    expect(clock.pending).toBe(0)
  })

  it('keep what they learned while the records fail or hang, and tell so once a round', async () => {
    const clock = fakeClock()
    const records = memoryRecords({ clock })
    let state: 'works' | 'fails' | 'hangs' = 'fails'
    const moody: Records = {
      get: (key) =>
        state === 'works'
          ? records.get(key)
          : state === 'fails'
            ? Promise.reject(new Error('down'))
            : new Promise(() => {}),
      compareAndSet: (...all) => records.compareAndSet(...all),
    }
    const { answer, failures } = process(clock, moody)
    for (let i = 0; i < 7; i += 1) answer(80)
    await clock.advanceAsync(35_000)
    state = 'hangs'
    await clock.advanceAsync(25_000)
    expect(failures.length).toBeGreaterThan(2)
    expect(failures.length).toBeLessThan(8)
    state = 'works'
    await clock.advanceAsync(25_000)
    expect(await answersStored(records)).toBe(7)
  })

  it('hand on the rest when they close', async () => {
    const clock = fakeClock()
    const records = memoryRecords({ clock })
    const { answer, shared } = process(clock, records)
    answer(80)
    await shared.close()
    expect(await answersStored(records)).toBe(1)
    expect(clock.pending).toBe(0)
  })

  it('take nothing from a record that is none', async () => {
    for (const value of ['', '[]', '{"era":0}', textOf(noKnowledge(0)).replace('0', '-1'), 'null', '{"era":1e400}'])
      expect(knowledgeIn(value)).toBeUndefined()
    const clock = fakeClock()
    const records = memoryRecords({ clock })
    await records.compareAndSet(KEY, 'made up', 0, 60_000)
    const { answer, failures } = process(clock, records)
    answer(80)
    await clock.advanceAsync(11_000)
    expect(await answersStored(records)).toBe(1)
    expect(failures).toEqual([])
  })
})
