import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Kept } from './clocked-object.fixture.js'
import { durableObjectStore } from './durable-object-store.js'
import { open, partitionOf, spend, usedOf } from './scene.fixture.js'
import { clockedStore } from './stores.fixture.js'
import { startWorkerd, type Workerd } from './workerd.fixture.js'

const HOUR = 3_600_000
/** Ahead of the platform's own time, which keeps the alarm from coming within a test. */
const T0 = Math.ceil(Date.now() / HOUR + 1) * HOUR

let workerd: Workerd
beforeAll(async () => {
  workerd = await startWorkerd()
})
afterAll(() => workerd.stop())

/** What the object keeps, after its alarm at a time if one is given. */
async function keptIn(name: string, alarmAt?: number): Promise<Kept> {
  const objects = await workerd.objects('LIMITS')
  const stub = objects.get(objects.idFromName(name))
  const path = alarmAt === undefined ? 'kept' : `alarm?now=${alarmAt}`
  return JSON.parse(await (await stub.fetch(`https://budget.object/${path}`, { method: 'POST', body: '' })).text())
}

describe('what an object keeps', () => {
  it('is nothing where somebody only looks, or is refused', async () => {
    const store = durableObjectStore(await workerd.objects('LIMITS'))
    const partitions = [partitionOf('llm:{u:onlooker}')]
    expect(await usedOf(store, partitions)).toEqual([0])
    expect((await open(store, 'a', partitions, 101)).reply.kind).toBe('refused')
    expect(await keptIn('llm:{u:onlooker}')).toEqual({ keys: [], alarm: null })
  })

  it('is one value a partition, which goes when it is worth nothing, and the last one with all there is', async () => {
    const store = clockedStore(await workerd.objects('LIMITS'), { now: () => T0 })
    const [minute, day] = [partitionOf('llm:{u:ada}'), partitionOf('llm:{u:ada}op:chat', 24 * HOUR)]
    await spend(store, 'a', [minute, day], 5, T0)
    expect(await keptIn('llm:{u:ada}')).toEqual({ keys: ['1 llm:{u:ada}', '1 llm:{u:ada}op:chat'], alarm: T0 + HOUR })

    const { keys, alarm } = await keptIn('llm:{u:ada}', T0 + HOUR)
    expect(keys).toEqual(['1 llm:{u:ada}op:chat'])
    expect(alarm).toBeGreaterThan(T0 + 24 * HOUR)
    expect(alarm).toBeLessThan(T0 + 25 * HOUR)

    expect(await keptIn('llm:{u:ada}', alarm ?? 0)).toEqual({ keys: [], alarm: null })
    await spend(store, 'b', [minute, day], 5, T0)
    expect(await keptIn('llm:{u:ada}')).toMatchObject({ alarm: T0 + HOUR })
  })

  it('is swept by 250 records at a time', async () => {
    await workerd.ask('/together?calls=500&users=500')
    const later = Date.now() + 48 * HOUR
    const left: Kept[] = []
    for (let i = 0; i < 3; i += 1) left.push(await keptIn('real:{everyone}', later))
    expect(left.map(({ keys, alarm }) => [keys.length, alarm])).toEqual([
      [251, later],
      [1, later],
      [0, null],
    ])
  })

  it('is swept by the alarm of the platform', async () => {
    const store = durableObjectStore(await workerd.objects('HASTY'))
    const partitions = [partitionOf('llm:{u:hasty}')]
    expect((await open(store, 'a', partitions, 5)).reply.kind).toBe('granted')
    const isStored = async (): Promise<boolean> => (await store.peek(partitions)).records[0]?.leases.length === 1
    while (await isStored()) await new Promise((resolve) => setTimeout(resolve, 50))
  })
})

describe('an object that comes back', () => {
  it('goes on where it was, after workerd was stopped', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'llm-limit-'))
    const partitions = [partitionOf('llm:{u:ada}')]
    const first = await startWorkerd(folder)
    const before = durableObjectStore(await first.objects('LIMITS'))
    await spend(before, 'a', partitions, 30)
    const { reservation } = await open(before, 'b', partitions, 40)
    await first.stop()

    const second = await startWorkerd(folder)
    const after = durableObjectStore(await second.objects('LIMITS'))
    expect(await usedOf(after, partitions)).toEqual([70])
    expect((await open(after, 'c', partitions, 31)).reply.kind).toBe('refused')
    const settlement = { charges: [10], estimated: false, failed: false }
    expect((await after.settle(reservation, settlement)).kind).toBe('settled')
    expect((await after.settle(reservation, settlement)).kind).toBe('already')
    expect(await usedOf(after, partitions)).toEqual([40])
    await second.stop()
    await rm(folder, { recursive: true })
  })
})
