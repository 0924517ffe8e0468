import { type RedisAddress, redisCommand } from './redis-command.js'

/** In one script, so that no key moves while it looks. */
const SCRIPT = `
local lasting, cursor = {}, '0'
repeat
  local page = redis.call('SCAN', cursor, 'MATCH', ARGV[1], 'COUNT', 1000)
  cursor = page[1]
  for _, key in ipairs(page[2]) do
    if redis.call('PTTL', key) == -1 then lasting[#lasting + 1] = key end
  end
until cursor == '0'
return lasting
`

/**
 * The keys of database 0 that would stay for ever, sorted. A limiter that leaves one fills the server's memory in the end.
 * @param server a `RedisServer`, an address, or a port of 127.0.0.1; of a cluster, ask each master.
 * @param match a pattern as of SCAN, default `*`.
 */
export async function keysWithoutExpiry(server: RedisAddress | number, match = '*'): Promise<string[]> {
  const address = typeof server === 'number' ? { port: server } : server
  const reply = await redisCommand(address, ['EVAL', SCRIPT, 0, match])
  if (!Array.isArray(reply)) throw new Error(`The script that looks for keys without expiry gave ${String(reply)}.`)
  // SCAN may name a key twice.
  return [...new Set(reply.map(String))].sort()
}
