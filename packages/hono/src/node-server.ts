import type { NodeResponse } from '@llm-limit/http'
import type { Context } from 'hono'

/*
 * What Hono's server for Node hands on in the environment. Elsewhere a name in it may mean anything, so values are looked at.
 * https://github.com/honojs/node-server/blob/v2.1.8/src/conninfo.ts
 */

export interface ServerResponse extends NodeResponse {
  setHeader(name: string, value: string): unknown
}

export function nodeAddress(c: Context): string | undefined {
  const address: unknown = nodeRequest(c)?.socket.remoteAddress
  return typeof address === 'string' ? address : undefined
}

export function nodeRequest({ env }: Context): { readonly socket: { readonly remoteAddress?: unknown } } | undefined {
  const incoming = (env?.server ?? env)?.incoming
  return typeof incoming?.socket === 'object' && incoming.socket !== null ? incoming : undefined
}

/** Undefined for HTTP/2 too, whose responses do not say that they are closed. */
export function nodeResponse({ env }: Context): ServerResponse | undefined {
  const outgoing = (env?.server ?? env)?.outgoing
  return typeof outgoing?.closed === 'boolean' ? outgoing : undefined
}
