import { StoreError } from '@llm-limit/core'
import type { Deployment } from '../server/deployment.js'
import type { Host } from '../server/host.js'
import { type Invalid, idOf, type Operation, partitionsOf, type Reply } from '../server/operation.js'
import type { SimulatedServer, Write } from '../server/simulated-server.js'
import type { Owner } from '../time/timeline.js'
import type { World } from '../world.js'
import type { Fate } from './fate.js'
import type { Fates } from './fates.js'
import { detailOf, replyText } from './message-text.js'

/** The way from one process to its store. */
export interface Line {
  /** Rejects when the network or the server says so; settles never when nothing comes back. */
  send(operation: Operation): Promise<Reply>
}

export interface LineOptions {
  readonly world: World
  readonly deployment: Deployment
  readonly fates: Fates
  readonly node: number
  /** Replies reach nobody once the process is gone. */
  readonly owner: Owner
  /** Directions in which nothing passes now. */
  readonly isCut: (node: number, way: 'requests' | 'replies') => boolean
  readonly underway: Underway
  readonly whenDelivered: (operation: Operation, reply: Reply, write: Write | undefined, tookUs: number) => void
}

interface Sending {
  readonly name: string
  readonly operation: Operation
  /** The script itself, not its hash. */
  readonly isInFull: boolean
  readonly settle: (outcome: Outcome) => void
}

/** Messages on their way, of all lines. */
export type Underway = Set<{ readonly owner: Owner | undefined }>

/** What came of a message, as the client sees it. */
type Outcome = { readonly reply: Reply | Invalid; readonly write: Write | undefined } | { readonly error: string }

export function lineOf(options: LineOptions): Line {
  const { world, deployment, fates, node, owner, isCut, underway, whenDelivered } = options
  const { timeline, scenario } = world
  const sendings = new Map<string, number>()
  let lastArrivalUs = 0
  let lastReplyUs = 0

  function nameOf(operation: Operation): string {
    const kind = `n${node} ${operation.do} ${operation.do === 'peek' ? operation.partitions[0]?.key : idOf(operation)}`
    const times = (sendings.get(kind) ?? 0) + 1
    sendings.set(kind, times)
    return times === 1 ? kind : `${kind} #${times}`
  }

  function pass(delayUs: number, arrive: () => void, owner?: Owner): void {
    const message = { owner }
    underway.add(message)
    const run = (): void => {
      underway.delete(message)
      arrive()
    }
    if (owner === undefined) timeline.quietlyAfter(delayUs, run)
    else timeline.after(delayUs, run, owner)
  }

  /** On one connection nothing overtakes. */
  function requestDelay(delayUs: number): number {
    if (!scenario.isOrdered) return delayUs
    lastArrivalUs = Math.max(lastArrivalUs, timeline.nowUs + delayUs)
    return lastArrivalUs - timeline.nowUs
  }

  function replyDelay(delayUs: number): number {
    if (!scenario.isOrdered) return delayUs
    lastReplyUs = Math.max(lastReplyUs, timeline.nowUs + delayUs)
    return lastReplyUs - timeline.nowUs
  }

  function exchange(message: Sending): void {
    const { name, operation, settle } = message
    const fate = fates.of(node, name)
    const host = deployment.hostFor(node)
    world.tell(() => `${name} sent${fate.harm === 'none' ? '' : ` (${fate.harm})`}${detailOf(operation)}`)
    if (fate.harm === 'refused') return back(fate, name, { error: 'connect ECONNREFUSED' }, settle)
    const isLost = fate.harm === 'request-lost' || isCut(node, 'requests')
    if (!isLost) pass(requestDelay(fate.requestUs), () => arrive(host, fate, message))
    if (fate.harm === 'doubled')
      pass(fate.requestUs + fate.againUs, () =>
        arrive(host, { ...fate, harm: 'reply-lost' }, { ...message, name: `${name} (twin)` }),
      )
    if (fate.harm === 'resent')
      pass(fate.againUs, () =>
        arrive(deployment.hostFor(node), { ...fate, harm: 'none' }, { ...message, name: `${name} (again)` }),
      )
  }

  function arrive(host: Host, fate: Fate, { name, operation, isInFull, settle }: Sending): void {
    const isUnheard = fate.harm === 'reply-lost' || fate.harm === 'resent'
    const answer = (outcome: Outcome): void => {
      if (isUnheard) return
      const heard = fate.harm === 'broken' ? { error: 'read ECONNRESET' } : outcome
      back(fate, name, heard, settle)
    }
    host.deliver({
      fail: (error) => answer({ error }),
      execute: (server) => {
        if (isInFull) host.scripts.add(operation.do)
        if (isUnknownScript(host, operation)) return answer({ error: 'NOSCRIPT' })
        const outcome = outcomeOf(server, operation)
        world.count(`${operation.do} ${outcome.reply.kind}`)
        world.tell(() => `${name} -> ${replyText(outcome.reply)}`)
        answer(outcome)
      },
    })
  }

  function back(fate: Fate, name: string, outcome: Outcome, settle: (outcome: Outcome) => void): void {
    if (isCut(node, 'replies')) return
    pass(
      replyDelay(fate.replyUs),
      () => {
        world.tell(() => `${name} heard${'error' in outcome ? `: ${outcome.error}` : ''}`)
        settle(outcome)
      },
      owner,
    )
  }

  return {
    send(operation) {
      return new Promise((resolve, reject) => {
        const sentUs = timeline.nowUs
        let isSettled = false
        const settle = (outcome: Outcome): void => {
          if (isSettled) return
          isSettled = true
          if ('error' in outcome) return reject(new StoreError(outcome.error))
          const { reply, write } = outcome
          if (write !== undefined) write.isAcknowledged = true
          if (reply.kind === 'invalid') return reject(reply.cause)
          whenDelivered(operation, reply, write, timeline.nowUs - sentUs)
          resolve(reply)
        }
        const name = nameOf(operation)
        // As a client does that knows scripts by their hash: once more in full when the server does not.
        const tryInFull = (outcome: Outcome): void => {
          if (!('error' in outcome) || outcome.error !== 'NOSCRIPT') return settle(outcome)
          exchange({ name: `${name} in full`, operation, isInFull: true, settle })
        }
        exchange({ name, operation, isInFull: false, settle: tryInFull })
      })
    },
  }
}

function isUnknownScript(host: Host, operation: Operation): boolean {
  return operation.do !== 'health' && !host.scripts.has(operation.do)
}

function outcomeOf(
  server: SimulatedServer,
  operation: Operation,
): { readonly reply: Reply | Invalid; readonly write: Write | undefined } {
  if (operation.do === 'health') return { reply: { kind: 'well' }, write: undefined }
  if (operation.do !== 'peek') return server.execute(operation)
  return { reply: { kind: 'seen', ...server.peek(partitionsOf(operation)) }, write: undefined }
}
