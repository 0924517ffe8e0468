import { Redis } from 'ioredis'
import { OURS, UNION } from '../contestants/names.js'
import type { Row, Section } from '../harness/sections.js'
import type { Arena, OurStore } from './arena.js'
import { busyWindow } from './busy-window.js'
import { connected } from './connected.js'
import { peersOver } from './peers.js'
import { type Scales, scalesOf } from './scales.js'
import { watch } from './server.js'
import { callOf, reserve, settle, subject } from './workload.js'

const OPEN = 16

/** Bytes of the server that a subject takes: keys, values, expiry, dictionaries. */
export async function memory({ url, ours, isQuick }: Arena): Promise<Section[]> {
  const scales = scalesOf(await watch(url), isQuick ? 5_000 : 10_000)
  const rows: Row[] = []
  for (const { name, phases } of peersOver(await connected(new Redis(url)))) {
    const [first] = phases
    rows.push({ name, value: await scales(async (user) => first?.work(user)) })
  }
  const union = rows.find(({ name }) => name === UNION)?.value ?? Number.NaN
  for (const our of ours) rows.push(...(await rowsOf(our, scales, url)))
  const ratios = rows.map((row) => ({ ...row, ratio: row.value / union }))
  return [{ title: 'Redis: memory', unit: 'bytes', peer: UNION, rows: ratios }]
}

async function rowsOf({ label, open }: OurStore, scales: Scales, url: string): Promise<Row[]> {
  const store = await open(url)
  const opened = (user: number) => reserve(store, callOf(subject(`user:user-${user}`)))
  const rest = await scales(async (user) => settle(store, await opened(user)))
  const one = await scales(opened)
  const many = await scales(opened, OPEN)
  const busy = await busyWindow(open, url, scales)
  const target = (atMost: number): Pick<Row, 'atMost'> => (label === OURS ? { atMost } : {})
  return [
    { name: `${label}, 4 buckets, one settled call`, value: rest, ...target(300) },
    { name: `${label}, an open lease`, value: (many - one) / (OPEN - 1), ...target(110) },
    { name: `${label}, a busy sliding window`, value: busy, ...target(700) },
  ]
}
