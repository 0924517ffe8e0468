import type { NodeResponse } from '@llm-limit/http'
import type { Context } from 'hono'

/*
 * What Hono's server for Node hands on in the environment. Elsewhere a name in it may mean anything, so values are looked at.
 * https://github.com/honojs/node-server/blob/v2.1.8/src/conninfo.ts
 */

export function nodeAddress({ env }: Context): string | undefined {
  const address: unknown = (env?.server ?? env)?.incoming?.socket?.remoteAddress
  return typeof address === 'string' ? address : undefined
}

/** Undefined for HTTP/2 too, whose responses do not say that they are closed. */
export function nodeResponse({ env }: Context): NodeResponse | undefined {
  const outgoing = (env?.server ?? env)?.outgoing
  return typeof outgoing?.closed === 'boolean' ? outgoing : undefined
}
