import { Redis } from 'ioredis'
import { OURS } from '../contestants/names.js'
import type { Row, Section } from '../harness/sections.js'
import type { Arena } from './arena.js'
import { connected } from './connected.js'
import { INCRBY, peersOver } from './peers.js'
import type { Racer } from './race.js'
import { callOf, reserve, settle, subject } from './workload.js'

const CALLS = 200

/** Commands that a client sends for a call, as MONITOR sees them; those that scripts run are not among them. */
export async function commands({ url, ours }: Arena): Promise<Section[]> {
  const racers: Racer[] = peersOver(await connected(new Redis(url)))
  for (const { label, open } of ours) {
    const store = await open(url)
    const both = async (turn: number): Promise<void> =>
      settle(store, await reserve(store, callOf(subject(`user:${label}-${turn}`))))
    racers.push({ name: label, subjects: CALLS, phases: [{ name: `${label} reserve + settle`, work: both }] })
  }
  const rows: Row[] = []
  for (const { name: racer, phases } of racers)
    for (const { name, work } of phases)
      rows.push({ name, value: await sent(url, work), ...(racer === OURS ? { atMost: 2 } : {}) })
  return [{ title: 'Redis: commands sent for a call', unit: 'commands', peer: INCRBY, rows }]
}

/** The first calls load scripts. */
async function sent(url: string, work: (turn: number) => Promise<unknown>): Promise<number> {
  for (let turn = 0; turn < 10; turn += 1) await work(turn)
  const monitor = await new Redis(url).monitor()
  const control = await connected(new Redis(url))
  let count = 0
  const isOver = new Promise<void>((end) => {
    monitor.on('monitor', (_time: string, [command]: string[], source: string) => {
      if (command === 'echo') end()
      else if (source !== 'lua') count += 1
    })
  })
  for (let turn = 0; turn < CALLS; turn += 1) await work(turn)
  await control.call('echo', 'over')
  await isOver
  monitor.disconnect()
  control.disconnect()
  if (count === 0) throw new Error('Nothing was sent to the server.')
  return count / CALLS
}
