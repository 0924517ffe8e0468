import type { Store } from '@llm-limit/core'
import { Redis } from 'ioredis'
import { connected } from '../redis/connected.js'
import { peerGates } from './peer-gates.js'
import { checkThenIncrement } from './planted-store.js'
import type { Gate } from './scenario.js'
import { everyoneGate, subjectGate } from './store-gate.js'

export const OURS = ['llm-limit, budget of a subject', 'llm-limit, budget of everyone'] as const
export const PLANTED = 'planted: a store that checks, then increments'
export const gateNames: readonly string[] = [...OURS, ...Object.keys(peerGates), PLANTED]

/** Contestants over one server, each with a connection of its own; asked for a gate with the name of the budget. */
export async function gatesOver(url: string, store: Store): Promise<(name: string, key: string) => Gate> {
  const redis = await connected(new Redis(url))
  const makers: Readonly<Record<string, (key: string) => Gate>> = {
    [OURS[0]]: (key) => subjectGate(store, key),
    [OURS[1]]: (key) => everyoneGate(store, key),
    [PLANTED]: (key) => subjectGate(checkThenIncrement(redis), key),
  }
  return (name, key) => {
    const gate = makers[name]?.(key) ?? peerGates[name]?.(redis, key)
    if (gate === undefined) throw new RangeError(`No such contestant: ${name}`)
    return gate
  }
}
