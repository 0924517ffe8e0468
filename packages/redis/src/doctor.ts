import type { StoreFinding } from '@llm-limit/core'

/** What a server says of itself (lua/doctor.lua), as what an operator should know before budgets depend on it. */
export function findingsOf(reply: unknown): StoreFinding[] {
  if (!Array.isArray(reply)) return []
  const [time, info = '', ...keys] = reply as readonly unknown[]
  const read = infoReader(String(info))
  return [
    ...clockFindings(time),
    ...versionFindings(read),
    ...evictionFindings(read),
    ...persistenceFindings(read),
    ...sharingFindings(keys),
  ]
}

type InfoReader = (field: string) => string | undefined

function infoReader(info: string): InfoReader {
  const fields = new Map(info.split(/\r?\n/).map((line) => line.split(':', 2) as [string, string | undefined]))
  return (field) => fields.get(field)
}

/** Keys of budgets hold the ids of a user, an organisation or everyone in braces (core's subject keys). */
function isOurs(key: string): boolean {
  return /^[\w.-]{1,32}:\{(u:|o:|everyone\})/.test(key)
}

/** The oldest that is tried. */
const OLDEST_MAJOR = 6
const OLDEST_MINOR = 2

function versionFindings(read: InfoReader): StoreFinding[] {
  const version = read('redis_version')
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number)
  if (version === undefined || major > OLDEST_MAJOR || (major === OLDEST_MAJOR && minor >= OLDEST_MINOR)) return []
  const message = `Redis ${version} is older than ${OLDEST_MAJOR}.${OLDEST_MINOR}, the oldest that is tried. Upgrade it.`
  return [{ code: 'redis-old', message }]
}

function evictionFindings(read: InfoReader): StoreFinding[] {
  const policy = read('maxmemory_policy')
  if (policy === undefined || policy === 'noeviction') return []
  const message = `This Redis drops keys when it is full (maxmemory-policy ${policy}), and a dropped budget starts anew. Set 'noeviction', and keep caches elsewhere.`
  return [{ code: 'redis-evicts', message }]
}

function persistenceFindings(read: InfoReader): StoreFinding[] {
  if (read('aof_enabled') !== '0') return []
  const message =
    'This Redis has no append-only file: after a restart every budget is full again. Set `appendonly yes`.'
  return [{ code: 'redis-forgets', message }]
}

function clockFindings(time: unknown): StoreFinding[] {
  if (time === 1) return []
  const message =
    'This server does not let scripts read TIME. Pass redisStore(client, { clock }), and keep the clocks of your processes in step.'
  return [{ code: 'redis-clock-refused', message }]
}

function sharingFindings(keys: readonly unknown[]): StoreFinding[] {
  if (keys.every((key) => isOurs(String(key)))) return []
  const message =
    'This Redis also holds keys that are no budgets. Give budgets a server that nothing else can fill or slow.'
  return [{ code: 'redis-shared', message }]
}
