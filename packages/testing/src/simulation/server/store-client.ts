import {
  type PeekReply,
  type RenewReply,
  type ReserveReply,
  type SettleReply,
  type Store,
  StoreError,
} from '@llm-limit/core'
import type { Line } from '../network/line.js'
import { type Operation, type Reply, sent } from './operation.js'

/** A store at the other end of a simulated network: what a process gives its limiter. It waits for an answer for ever. */
export function storeClient(line: Line): Store {
  async function ask<Answer>(operation: Operation, read: (reply: Reply) => Answer | undefined): Promise<Answer> {
    const reply = await line.send(sent(operation))
    const answer = read(reply)
    if (answer === undefined) throw new StoreError(`${operation.do} was answered with ${reply.kind}.`)
    return answer
  }

  return {
    reserve: (call) => ask({ do: 'reserve', call }, decisionIn),
    raise: (reservation, call) => ask({ do: 'raise', reservation, call }, decisionIn),
    renew: (reservation, call) => ask({ do: 'renew', reservation, call }, renewalIn),
    settle: (reservation, settlement) => ask({ do: 'settle', reservation, settlement }, settlementIn),
    peek: (partitions) => ask({ do: 'peek', partitions }, recordsIn),
    reset: () => Promise.reject(new StoreError('Nothing is reset in a simulation.')),
    health: () => ask({ do: 'health' }, (reply) => (reply.kind === 'well' ? null : undefined)).then(() => undefined),
    close: async () => undefined,
  }
}

function decisionIn(reply: Reply): ReserveReply | undefined {
  const { kind } = reply
  return kind === 'granted' || kind === 'refused' || kind === 'closed' || kind === 'period' ? reply : undefined
}

function renewalIn(reply: Reply): RenewReply | undefined {
  return reply.kind === 'renewed' || reply.kind === 'closed' ? reply : undefined
}

function settlementIn(reply: Reply): SettleReply | undefined {
  const { kind } = reply
  return kind === 'settled' || kind === 'corrected' || kind === 'already' || kind === 'marked' ? reply : undefined
}

function recordsIn(reply: Reply): PeekReply | undefined {
  return reply.kind === 'seen' ? reply : undefined
}
