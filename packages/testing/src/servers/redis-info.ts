import { type RedisAddress, redisCommand } from './redis-command.js'
import type { RedisReply } from './resp.js'

/** The `name:value` lines of INFO and CLUSTER INFO. */
export async function infoOf(
  server: RedisAddress,
  ...command: readonly string[]
): Promise<ReadonlyMap<string, string>> {
  const lines = String(await redisCommand(server, command)).split('\r\n')
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]))
}

/** The alternating names and values of SENTINEL MASTER and its like. */
export function fieldsOf(reply: RedisReply): ReadonlyMap<string, string> {
  const parts = elementsOf(reply).map(String)
  return new Map(parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1] ?? '']] : [])))
}

/** The elements of an array; none of what is no array. */
export function elementsOf(reply: RedisReply | undefined): readonly RedisReply[] {
  return Array.isArray(reply) ? reply : []
}

/** Whether a replica has the data of its primary and follows it. */
export async function isLinked(replica: RedisAddress): Promise<boolean> {
  return (await infoOf(replica, 'INFO', 'replication')).get('master_link_status') === 'up'
}
