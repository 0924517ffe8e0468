import {
  type Clock,
  type Partition,
  type PeekReply,
  type RaiseCall,
  type RenewCall,
  type RenewReply,
  type Reservation,
  type ReserveCall,
  type ReserveReply,
  type Settlement,
  type SettleReply,
  type Store,
  StoreError,
} from '@llm-limit/core'
import { validateRaise, validateRenew, validateReserve, validateSettlement } from '@llm-limit/core/store-kit'
import { type IoredisLike, ioredisClient } from './clients/ioredis.js'
import { type NodeRedisLike, nodeRedisClient } from './clients/node-redis.js'
import type { ScriptClient } from './clients/script-client.js'
import { type UpstashLike, upstashClient } from './clients/upstash.js'
import { findingsOf } from './doctor.js'
import { pushRaise, pushRenew, pushReserve, pushSettle } from './messages/asks.js'
import { peekReply, renewReply, reserveReply, settleReply } from './messages/decode.js'
import { front } from './messages/encode.js'
import { failed, type ScriptRunner, scriptRunner } from './script-runner.js'
import { SCRIPTS } from './scripts.gen.js'
import { manySlotsStore } from './slots/many-slots-store.js'

export interface RedisStoreOptions {
  /** Only where the server refuses TIME to scripts: then the processes decide by their own clocks, and their skew adds to every window. */
  readonly clock?: Pick<Clock, 'now'> | undefined
}

/** Budgets of many processes in one Redis: ioredis (single, Sentinel, Cluster) or node-redis. The client stays the app's: close() leaves it open. */
export function redisStore(client: IoredisLike | NodeRedisLike, options: RedisStoreOptions = {}): Store {
  return scriptStore('evalSha' in client ? nodeRedisClient(client) : ioredisClient(client), options)
}

/** The same over REST, for runtimes without TCP. */
export function upstashStore(client: UpstashLike, options: RedisStoreOptions = {}): Store {
  return scriptStore(upstashClient(client), options)
}

function scriptStore(client: ScriptClient, { clock }: RedisStoreOptions): Store {
  const runner = scriptRunner(client, clock)
  const store = oneSlotStore(client, runner)
  return client.isCluster ? manySlotsStore(runner, store) : store
}

/** Whatever a call touches lies on one server, and in one slot if that is a node of a cluster. */
function oneSlotStore(client: ScriptClient, { clock, run }: ScriptRunner): Store {
  function begin(partitions: readonly Partition[]): number[] {
    return front(partitions, clock())
  }

  return {
    reserve(call: ReserveCall): Promise<ReserveReply> {
      validateReserve(call)
      const { partitions, offers } = call
      const list = begin(partitions)
      pushReserve(list, call)
      return run('reserve', partitions, list).then(
        (reply) => reserveReply(reply, call),
        (cause) => failed('reserve', cause, offers),
      )
    },

    raise(reservation: Reservation, call: RaiseCall): Promise<ReserveReply> {
      validateRaise(reservation, call)
      const { partitions } = reservation
      const list = begin(partitions)
      pushRaise(list, reservation, call)
      return run('raise', partitions, list).then(
        (reply) => reserveReply(reply, reservation),
        (cause) => failed('raise', cause, call.offers),
      )
    },

    renew(reservation: Reservation, call: RenewCall): Promise<RenewReply> {
      validateRenew(call)
      const { partitions } = reservation
      const list = begin(partitions)
      pushRenew(list, reservation, call)
      return run('renew', partitions, list).then(renewReply, (cause) => failed('renew', cause))
    },

    settle(reservation: Reservation, settlement: Settlement): Promise<SettleReply> {
      validateSettlement(settlement)
      const { partitions } = reservation
      const list = begin(partitions)
      pushSettle(list, reservation, settlement)
      return run('settle', partitions, list).then(settleReply, (cause) => failed('settle', cause))
    },

    peek(partitions: readonly Partition[]): Promise<PeekReply> {
      return run('peek', partitions, begin(partitions)).then(
        (reply) => peekReply(reply, partitions),
        (cause) => failed('peek', cause),
      )
    },

    reset(partitions: readonly Partition[]): Promise<void> {
      return run('reset', partitions, begin(partitions)).then(
        () => undefined,
        (cause) => failed('reset', cause),
      )
    },

    async health(): Promise<void> {
      try {
        await client.ping()
      } catch (cause) {
        throw new StoreError('Redis does not answer.', { cause })
      }
    },

    examine: async () => findingsOf(await client.run(SCRIPTS.doctor, [], [])),
    close: () => client.close(),
  }
}
