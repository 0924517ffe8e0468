import { LEASE_GRID_MS, MAX_LEASES, type Store } from '@llm-limit/core'
import { OURS } from '../contestants/names.js'
import type { Row, Section } from '../harness/sections.js'
import type { Arena, OurStore } from './arena.js'
import { inFlight } from './in-flight.js'
import { type Server, watch } from './server.js'
import { callOf, reserve, subject } from './workload.js'

const SUBJECTS = 100
const LEASE_MS = 60_000

/** The first call of a subject after all of its open calls ended by themselves, at one instant. */
export async function ending({ url, ours }: Arena): Promise<Section[]> {
  const server = await watch(url)
  await server.control.config('SET', 'slowlog-log-slower-than', '0')
  await server.control.config('SET', 'slowlog-max-len', '100000')
  const rows: Row[] = []
  for (const our of ours) rows.push(...(await rowsOf(our, url, server)))
  if (rows.length === 0) return []
  const title = `Redis: script of a reserve at which ${MAX_LEASES} leases end`
  return [{ title, unit: 'us', peer: '', rows }]
}

async function rowsOf({ label, open }: OurStore, url: string, server: Server): Promise<Row[]> {
  let now = Date.now()
  const store = await open(url, { now: () => now })
  const users = Array.from({ length: SUBJECTS }, (_, i) => `user:${label}-${i}`)
  await inFlight(64, SUBJECTS * MAX_LEASES, (turn) => openAndUse(store, users[turn % SUBJECTS] ?? '', now))
  now += LEASE_MS + LEASE_GRID_MS
  const ended = await scriptsOf(server, users, (user) => reserve(store, callOf(subject(user), { issuedAt: now })))
  const next = await scriptsOf(server, users, (user) => reserve(store, callOf(subject(user), { issuedAt: now })))
  return [
    { name: `${label}, mean`, value: ended.mean, ...(label === OURS ? { atMost: 600 } : {}) },
    { name: `${label}, slowest of ${SUBJECTS}`, value: ended.slowest },
    { name: `${label}, the reserve after it, ${MAX_LEASES} late rows, mean`, value: next.mean },
  ]
}

/** Known to have used a part of what it holds, which is settled when it ends. */
async function openAndUse(store: Store, user: string, now: number): Promise<void> {
  const reservation = await reserve(store, callOf(subject(user), { leaseMs: LEASE_MS, issuedAt: now }))
  const hold = [1_000, 837, 400, 909_250]
  await store.renew(reservation, { leaseMs: LEASE_MS, observed: [1_000, 437, 0, 109_250], hold })
}

async function scriptsOf(
  { control, forget, scriptUs }: Server,
  users: readonly string[],
  work: (user: string) => Promise<unknown>,
): Promise<{ readonly mean: number; readonly slowest: number }> {
  await forget()
  await control.slowlog('RESET')
  for (const user of users) await work(user)
  const entries: unknown = await control.slowlog('GET', 100_000)
  const durations = Array.from(Object(entries)).filter(isScript).map(durationOf)
  return { mean: (await scriptUs())?.mean ?? Number.NaN, slowest: Math.max(...durations) }
}

/** An entry is [id, time, us, [command, ...], ...]. */
function isScript(entry: unknown): boolean {
  return String(Object(entry)[3]?.[0]).toLowerCase() === 'evalsha'
}

function durationOf(entry: unknown): number {
  return Number(Object(entry)[2])
}
