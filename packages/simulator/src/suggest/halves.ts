import type { CallLog, LogCall } from '../log/log-call.js'

/** Quotas are fitted on one half of the users, and checked on the other. */
export type Half = 'fit' | 'check'

/** The requests of one half, in their order. All requests of a user are in the same half. */
export async function* callsOf(log: CallLog, half: Half, seed: number): AsyncGenerator<readonly LogCall[]> {
  for await (const calls of log) yield calls.filter((call) => halfOf(call, seed) === half)
}

export function userKey({ user, org }: Pick<LogCall, 'user' | 'org'>): string {
  return org === undefined ? user : `${org}\n${user}`
}

function halfOf(call: LogCall, seed: number): Half {
  return hashOf(userKey(call), seed) >>> 31 === 0 ? 'fit' : 'check'
}

/** FNV-1a, and the end of MurmurHash3, so that each bit depends on the whole text. */
function hashOf(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
