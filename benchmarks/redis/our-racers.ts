import type { Partition, Reservation, Store } from '@llm-limit/core'
import { inFlight } from './in-flight.js'
import type { Racer } from './race.js'
import { callOf, reserve, settle, subject } from './workload.js'

/** Open calls of a subject, the one that is reserved included, and how many such subjects there are. */
export const CROWDS = [
  { open: 1, subjects: 20_000 },
  { open: 3, subjects: 5_000 },
  { open: 16, subjects: 2_000 },
  { open: 64, subjects: 1_000 },
] as const

export const reserveName = (label: string, open: number): string => `${label} reserve, ${open} open`
export const settleName = (label: string, open: number): string => `${label} settle, ${open} open`

/** `reserve` with four token buckets, three offers and a lease; then `settle` of the subject's oldest call. */
export async function ourRacers(label: string, store: Store, share: number): Promise<Racer[]> {
  const racers: Racer[] = []
  for (const { open, subjects } of CROWDS) racers.push(await crowd(label, store, open, Math.ceil(subjects * share)))
  return racers
}

async function crowd(label: string, store: Store, open: number, subjects: number): Promise<Racer> {
  const partitions = Array.from({ length: subjects }, (_, i) => subject(`user:${label}-${open}-${i}`))
  const queues = partitions.map((): Reservation[] => [])
  const at = (turn: number): number => turn % subjects
  const enter = (turn: number): Promise<unknown> => opened(store, partitions[at(turn)] ?? [], queues[at(turn)] ?? [])
  await inFlight(64, subjects * (open - 1), enter)
  return {
    name: label,
    subjects,
    phases: [
      { name: reserveName(label, open), work: enter },
      { name: settleName(label, open), work: (turn) => closed(store, queues[at(turn)] ?? []) },
    ],
  }
}

async function opened(store: Store, partitions: readonly Partition[], queue: Reservation[]): Promise<void> {
  queue.push(await reserve(store, callOf(partitions)))
}

async function closed(store: Store, queue: Reservation[]): Promise<void> {
  const oldest = queue.shift()
  if (oldest === undefined) throw new Error('No call is open.')
  await settle(store, oldest)
}
