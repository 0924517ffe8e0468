import type { Clock, Partition, PartitionRecord, PeekReply, Store } from '@llm-limit/core'
import type { Entry } from '../ledger/entry.js'
import { createLedger, type Ledger } from '../ledger/ledger.js'
import type { World } from '../world.js'
import { areSame, brokenAmount } from './look-at-records.js'
import {
  atOnce,
  type Counting,
  execute,
  type Invalid,
  idOf,
  partitionsOf,
  type Reply,
  withPartitions,
} from './operation.js'

/** One write of a server, enough to do it again. */
export interface Write {
  readonly operation: Counting
  readonly clockMs: number
  /** When, by no clock in particular. */
  readonly atUs: number
  readonly reply: Exclude<Reply, { kind: 'seen' | 'well' }>
  readonly entry: Entry
  /** The process that asked was told. */
  isAcknowledged: boolean
  /** No server has it any more. */
  isLost: boolean
}

/** One server process: whole operations, one after the other, decided by its own clock, with a log of what it wrote. */
export interface SimulatedServer {
  readonly ledger: Ledger
  readonly log: readonly Write[]
  clockMs(): number
  moveClock(byMs: number): void
  readonly offsetMs: number
  /** `write` is what the reply tells of: done now, or before by an operation that it repeats. */
  execute(operation: Counting): { readonly reply: Reply | Invalid; readonly write: Write | undefined }
  peek(partitions: readonly Partition[]): PeekReply
  /** What the ledger says that is used, now or at another time of its clock. */
  usedByLedger(partitions: readonly Partition[], atMs?: number): readonly number[]
  /** The same without what is held. */
  settledByLedger(partition: Partition): readonly number[]
  /** Starts of the calendar periods that a record counts, as the ledger says. */
  periodsOf(partition: Partition): readonly number[]
  /** By how much its clock is behind what it has written. */
  restlessMs(): number
  /** Forgets a record, as a full cache does. */
  evict(key: string): void
  /** All keys that were ever asked for, with their quotas. */
  readonly known: ReadonlyMap<string, Partition>
  /** Another process with the log as far as `length`: what a replica has, or what was saved. */
  restored(length: number, offsetMs: number): SimulatedServer
}

export type MakeStore = (clock: Clock) => Store

interface Past {
  readonly log: readonly Write[]
  readonly evictions: readonly Eviction[]
  readonly known: ReadonlyMap<string, Partition>
}

interface Eviction {
  readonly key: string
  /** Writes before it. */
  readonly after: number
}

/** Records are looked at before and after every operation in one run of so many: it takes as long as the operation. */
const WATCHED_EVERY = 4
const NOBODY: readonly PartitionRecord[] = []
const NO_PAST: Past = { log: [], evictions: [], known: new Map() }

export function simulatedServer(
  world: World,
  makeStore: MakeStore,
  offset: number,
  past: Past = NO_PAST,
): SimulatedServer {
  const isWatched = world.scenario.seed % WATCHED_EVERY === 0
  let offsetMs = offset
  let replayedMs: number | undefined
  const clockMs = (): number => replayedMs ?? world.nowMs() + offsetMs
  const store = makeStore({ now: clockMs, setTimer: () => () => undefined })
  const ledger = createLedger()
  const log: Write[] = []
  const evictions: Eviction[] = []
  const generations = new Map<string, number>()
  const known = new Map(past.known)
  const latest = new Map<string, Write>()

  /** A record that was evicted is another one under the same key. */
  function stored(partitions: readonly Partition[]): readonly Partition[] {
    if (generations.size === 0) return partitions
    return partitions.map(({ key, quotas }) => ({ key: `${key}${generations.get(key) ?? ''}`, quotas }))
  }

  function renamed(operation: Counting): Counting {
    return generations.size === 0 ? operation : withPartitions(operation, stored(partitionsOf(operation)))
  }

  function entered(operation: Counting, clock: number, reply: Write['reply']): Entry {
    const asked = renamed(operation)
    if (asked.do === 'reserve') return ledger.reserve(asked.call, clock, reply as never)
    if (asked.do === 'raise') return ledger.raise(asked.reservation, asked.call, clock, reply as never)
    if (asked.do === 'renew') return ledger.renew(asked.reservation, asked.call, clock, reply as never)
    return ledger.settle(asked.reservation, asked.settlement, clock, reply as never)
  }

  function evict(key: string): void {
    evictions.push({ key, after: log.length })
    generations.set(key, (generations.get(key) ?? 0) + 1)
  }

  function peek(partitions: readonly Partition[]): PeekReply {
    return atOnce(store.peek(stored(partitions)))
  }

  function again(write: Write): void {
    replayedMs = write.clockMs
    const { operation, clockMs, reply } = write
    execute(store, renamed(operation))
    entered(operation, clockMs, reply)
    replayedMs = undefined
    keep(write)
  }

  function keep(write: Write): void {
    log.push(write)
    latest.set(nameOf(write.operation), write)
  }

  for (const write of past.log) {
    for (const { key, after } of past.evictions) if (after === log.length) evict(key)
    again(write)
  }

  return {
    ledger,
    log,
    known,
    clockMs,
    get offsetMs() {
      return offsetMs
    },
    moveClock(byMs) {
      offsetMs += byMs
    },
    peek,
    evict,
    usedByLedger: (partitions, atMs = clockMs()) => ledger.usedOf(stored(partitions), atMs),
    restlessMs: () => Math.max(0, ...log.map(({ reply }) => reply.now)) - clockMs(),
    settledByLedger: (partition) => ledger.settledOf(stored([partition]), clockMs()),
    periodsOf: (partition) => ledger.periodsOf(stored([partition]), clockMs()),
    execute(operation) {
      const partitions = partitionsOf(operation)
      for (const partition of partitions) known.set(partition.key, partition)
      const before = isWatched ? peek(partitions).records : NOBODY
      const broken = brokenAmount(before)
      if (broken !== undefined) world.violate('I9', `a counter of ${partitions[0]?.key} is ${broken}`)
      const reply = execute(store, renamed(operation))
      if (reply.kind === 'invalid') {
        world.violate(
          'I9',
          `${operation.do} ${idOf(operation)} was sent with an amount that is none: ${reply.cause.message}`,
        )
        return { reply, write: undefined }
      }
      const entry = entered(operation, clockMs(), reply)
      if (entry.finding !== undefined)
        world.violate(entry.finding.invariant, `${operation.do} ${idOf(operation)}: ${entry.finding.what}`)
      if (!entry.isWritten) {
        if (isWatched && !areSame(peek(partitions).records, before))
          world.violate('I16', `${operation.do} ${idOf(operation)} was ${reply.kind}, and something was written`)
        return { reply, write: latest.get(nameOf(operation)) }
      }
      const atUs = world.timeline.nowUs
      const write: Write = { operation, clockMs: clockMs(), atUs, reply, entry, isAcknowledged: false, isLost: false }
      keep(write)
      return { reply, write }
    },
    restored: (length, offsetMs) =>
      simulatedServer(world, makeStore, offsetMs, { log: log.slice(0, length), evictions, known }),
  }
}

function nameOf(operation: Counting): string {
  return `${operation.do} ${idOf(operation)} ${operation.do === 'raise' ? operation.call.step : ''}`
}
