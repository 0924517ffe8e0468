import { LEASE_GRID_MS, type Offer, type Partition, type Quota, type Reservation, type Store } from '@llm-limit/core'
import { OURS } from '../contestants/names.js'
import { median } from '../harness/median.js'
import type { Section } from '../harness/sections.js'
import { ratio } from '../harness/turns.js'
import type { Arena } from './arena.js'
import { inFlight } from './in-flight.js'
import { type Race, type Racer, race } from './race.js'
import { watch } from './server.js'
import { callOf, QUOTAS, reserve, settle, subject } from './workload.js'

/** Everyone's own: tokens and money. */
const WIDE = [1, 3].map((slot) => QUOTAS[slot]).filter((quota): quota is Quota => quota !== undefined)
const LEASE_MS = 30 * 60_000
/** Open calls end at this many different instants, as those of steady traffic with leases of a minute do. */
const INSTANTS = 12
const CROWDS = [1, INSTANTS, 100_000]
const SUBJECTS = 4_000

/** A call whose second partition is everyone's record, in which one call is open, or 100,000 are. */
export async function wide({ url, ours, isQuick }: Arena): Promise<Section[]> {
  const server = await watch(url)
  const racers: Racer[] = []
  for (const { label, open } of ours) {
    const store = await open(url)
    for (const crowd of CROWDS) racers.push(await wideRacer(label, store, crowd))
  }
  if (racers.length === 0) return []
  const tooks = await race(server, racers, { width: 64, calls: SUBJECTS, rounds: isQuick ? 3 : 9 })
  return ['reserve', 'settle'].map((phase) => sectionOf(phase, tooks))
}

async function wideRacer(label: string, store: Store, crowd: number): Promise<Racer> {
  const everyone: Partition = { key: `everyone:${label}-${crowd}`, quotas: WIDE }
  const withHome = (user: string): readonly Partition[] => [...subject(`user:${label}-${crowd}-${user}`), everyone]
  await inFlight(64, crowd, (turn) =>
    reserve(
      store,
      callOf(withHome(`crowd-${turn % 20_000}`), { offers, leaseMs: LEASE_MS + (turn % INSTANTS) * LEASE_GRID_MS }),
    ),
  )
  const users = Array.from({ length: SUBJECTS }, (_, i) => withHome(String(i)))
  const open: (Reservation | undefined)[] = []
  const enter = async (turn: number): Promise<void> => {
    open[turn % SUBJECTS] = await reserve(store, callOf(users[turn % SUBJECTS] ?? [], { offers, leaseMs: LEASE_MS }))
  }
  const leave = async (turn: number): Promise<void> => {
    const reservation = open[turn % SUBJECTS]
    if (reservation !== undefined) await settle(store, reservation, SPENT)
  }
  const name = (phase: string): string => `${label} ${phase}, ${crowd.toLocaleString('en')} open`
  const phases = [
    { name: name('reserve'), work: enter },
    { name: name('settle'), work: leave },
  ]
  return { name: label, subjects: SUBJECTS, phases }
}

const SPENT = { charges: [1_000, 637, 200, 509_250, 637, 509_250], estimated: false, failed: false }
const offers: readonly Offer[] = [800, 400, 200].map((max, rung) => {
  const cap = 1e12 * (0.9 + rung / 10)
  const tokens = { cap, fixed: 437, perOutputToken: 1 }
  const money = { cap, fixed: 109_250, perOutputToken: 2_000 }
  const [requests, output] = [
    { cap, fixed: 1_000, perOutputToken: 0 },
    { cap, fixed: 0, perOutputToken: 1 },
  ]
  const charges = [requests, tokens, output, money, tokens, money]
  return { rung, charges, output: { min: max / 2, max, hold: max / 2 } }
})

/** No slower with 100,000 than with one, within what two runs differ by. */
function sectionOf(phase: string, tooks: Race): Section {
  const scripts = new Map(
    [...tooks]
      .filter(([name]) => name.includes(` ${phase},`))
      .map(([name, all]) => [name, all.map(({ scriptUs }) => scriptUs)]),
  )
  const nameOf = (crowd: number): string => `${OURS} ${phase}, ${crowd.toLocaleString('en')} open`
  const peer = nameOf(1)
  const rows = [...scripts].map(([name, values]) => ({
    name,
    value: median(values),
    ratio: ratio(scripts, name, peer),
    ...(name === nameOf(100_000) ? { below: 1.1 } : {}),
  }))
  return { title: `Redis: script on a wide record, ${phase}`, unit: 'us', peer, rows }
}
