import type { Script } from '../scripts.gen.js'

/** How a script is run: all that the store asks of a client. */
export interface ScriptClient {
  /** One round trip; the reply as the client reads it, or a rejection. */
  run(script: Script, keys: readonly string[], args: readonly ScriptArg[]): Promise<unknown>
  /** Binary where the client can send bytes, else JSON. */
  readonly numbers: 'binary' | 'json'
  /** Whether keys may lie in slots that no script reaches together. */
  readonly isCluster: boolean
  /** Whether asks of one turn of the event loop may go together: not where their keys may lie in several slots, nor without an event loop of Node. */
  readonly gathers: boolean
  ping(): Promise<unknown>
  close(): Promise<void>
}

export type ScriptArg = string | Uint8Array

/** By its hash; in full only when the server does not know it: after a restart, a failover or SCRIPT FLUSH. */
export function byHash(reply: Promise<unknown>, inFull: () => Promise<unknown>): Promise<unknown> {
  return reply.catch((cause: unknown) => {
    if (cause instanceof Error && cause.message.includes('NOSCRIPT')) return inFull()
    throw cause
  })
}

const PAUSE_MS = 50
const PAUSES = 40

/**
 * While a slot moves to another node of a cluster, its keys are for a while not all on one: the server does nothing and asks to come back.
 * ioredis does so by itself. https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#multi-keys-operations
 */
export async function onceTogether(send: () => Promise<unknown>): Promise<unknown> {
  for (let left = PAUSES; ; left -= 1) {
    try {
      return await send()
    } catch (cause) {
      if (left === 0 || !(cause instanceof Error) || !cause.message.startsWith('TRYAGAIN')) throw cause
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}
