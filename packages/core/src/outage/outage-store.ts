import type { Clock } from '../clock.js'
import { StoreError } from '../errors.js'
import type {
  RenewCall,
  RenewReply,
  Reservation,
  ReserveCall,
  ReserveReply,
  Settlement,
  SettleReply,
  Store,
} from '../store/store.js'
import { breaker } from './breaker.js'
import { withDeadline } from './deadline.js'
import { estimates } from './estimates.js'
import { handOver } from './hand-over.js'
import { lastHeard } from './last-heard.js'
import { type Failure, linkTo } from './link.js'
import { type LocalReply, localShare } from './local-share.js'
import { outbox } from './outbox.js'
import { postings } from './postings.js'
import { settlements } from './settlements.js'
import { type OutageListener, type OutageTotals, tallyFor } from './tally.js'
import type { OutageSettings } from './when-store-fails.js'

export interface OutageOptions {
  readonly settings: OutageSettings
  readonly clock: Clock
  /** From 0 to below 1. */
  readonly random: () => number
  /** Makes ids that no other process makes. */
  readonly newId: () => string
  readonly listener: OutageListener
}

export interface OutageStore extends Store {
  totals(): OutageTotals
}

/** How long a store that is well may take to say goodbye. */
const CLOSE_MS = 1_000

/**
 * A shared store as it is while it answers, and what `whenStoreFails` says while it does not. Every call has its deadline, none waits
 * for a store that is known to be down, and what is settled meanwhile reaches the store when it is back.
 */
export function outageStore(store: Store, { settings, clock, random, newId, listener }: OutageOptions): OutageStore {
  const { mode, deadlineMs, maxMs } = settings
  const tally = tallyFor(listener, mode, clock)
  const heard = lastHeard(clock)
  const circuit = breaker({
    clock,
    random,
    probe: async () => withDeadline(store.health(), deadlineMs, clock),
    probeMs: deadlineMs,
    whenDegraded: () => tally.degraded(),
    whenRecovered() {
      tally.recovered()
      tasks.wake()
    },
  })
  const link = linkTo(circuit, deadlineMs, clock)
  const tasks = outbox({ clock, random, isOpen: () => circuit.isWell })
  const local = localShare({ settings, clock, heard, tally })
  const unsettled = settlements({ store, link, outbox: tasks, clock, tally })
  const over = handOver({ store, link, local, heard, clock, newId })
  const unsure = estimates({ handOver: over, outbox: tasks, local, clock })
  const unposted = postings({ handOver: over, outbox: tasks, local, estimates: unsure })

  function admits(call: ReserveCall): boolean {
    if (mode === 'deny' || !unposted.hasRoomFor(call.partitions)) return false
    return circuit.isWell || circuit.failingMs < maxMs
  }

  function reserveWithout(call: ReserveCall, { error, isSent }: Failure): ReserveReply {
    // Another attempt under an id of the caller's own may have been granted: handing back would take it from that one.
    if (isSent && call.isFresh === true) unsettled.release(call)
    heard.periods.see(call.partitions)
    const reply = orRefuse(admits(call) ? local.reserve(call) : undefined, error)
    if (isSent) listener.bridged('reserve', error)
    return reply
  }

  function settleLocally(reservation: Reservation, settlement: Settlement): SettleReply {
    const reply = local.settle(reservation, settlement)
    if (reply.kind === 'already') return reply
    const { estimated, charges } = settlement
    if (!estimated) unsure.forget(reservation)
    if (charges.every((amount) => amount === 0)) return reply
    if (estimated) unsure.add(reservation, charges)
    unposted.touch(reservation.partitions)
    return reply
  }

  function renewLocally(reservation: Reservation, call: RenewCall): RenewReply {
    const reply = local.renew(reservation, call)
    if (reply.kind === 'renewed') unsure.observe(reservation, call.observed)
    return reply
  }

  function orRefuse(reply: LocalReply | undefined, error?: StoreError): LocalReply {
    if (reply !== undefined) return reply
    tally.refused()
    throw error ?? new StoreError('It was admitted without the store, and there is no more room for that.')
  }

  return {
    reserve(call) {
      if (local.has(call)) return orRefuse(local.reserve(call))
      if (unsettled.has(call)) throw new StoreError('What became of the last attempt with this id is not known yet.')
      return link.ask(
        () => store.reserve(call),
        (failure) => reserveWithout(call, failure),
        (reply) => heard.hearReply(call.partitions, reply),
      )
    },
    raise(reservation, call) {
      if (local.has(reservation)) return orRefuse(local.raise(reservation, call))
      return link.ask(
        () => store.raise(reservation, call),
        ({ error }) => orRefuse(undefined, error),
        (reply) => heard.hearReply(reservation.partitions, reply),
      )
    },
    renew(reservation, call) {
      if (local.has(reservation)) return renewLocally(reservation, call)
      return link.ask(
        () => store.renew(reservation, call),
        unanswered,
        (reply) => reply.kind === 'renewed' && heard.known.note(reservation.partitions, reply.used, reply.now),
      )
    },
    settle(reservation, settlement) {
      if (unsure.has(reservation)) return unsure.settle(reservation, settlement)
      if (local.has(reservation)) return settleLocally(reservation, settlement)
      if (unsettled.has(reservation)) return unsettled.add(reservation, settlement)
      return link.ask(
        () => store.settle(reservation, settlement),
        ({ error, isSent }) => {
          if (isSent) listener.bridged('settle', error)
          return unsettled.add(reservation, settlement)
        },
      )
    },
    peek(partitions) {
      return link.ask(
        () => store.peek(partitions),
        unanswered,
        ({ records, now }) => heard.hearRecords(partitions, records, now),
      )
    },
    reset(partitions) {
      return link.ask(
        () => store.reset(partitions),
        unanswered,
        () => heard.known.forget(partitions),
      )
    },
    async health() {
      await link.ask(() => store.health(), unanswered)
    },
    async close() {
      const { isWell } = circuit
      circuit.stop()
      await tasks.finish(deadlineMs)
      tally.dropped([...unsettled.all(), ...unsure.drain(), ...unposted.drain()])
      const close = async (): Promise<void> => store.close()
      const closed = withDeadline(close(), isWell ? Math.max(CLOSE_MS, deadlineMs) : deadlineMs, clock)
      // One that is down need not be told.
      await (isWell ? closed : closed.catch(() => undefined))
    },
    totals: () => tally.totals(),
  }
}

function unanswered({ error }: Failure): never {
  throw error
}
