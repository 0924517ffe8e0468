import { type RedisAddress, redisCommand } from './redis-command.js'
import { elementsOf, fieldsOf } from './redis-info.js'

/** A sentinel that is dead or frozen is passed over after this long. */
const PATIENCE_MS = 300

/** The port of the primary, as the first sentinel sees it that answers. */
export async function primaryPortOf(sentinels: readonly RedisAddress[], name: string): Promise<number> {
  let cause: unknown
  for (const sentinel of sentinels) {
    try {
      const reply = await redisCommand(sentinel, ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name], PATIENCE_MS)
      return Number(elementsOf(reply)[1])
    } catch (error) {
      cause = error
    }
  }
  throw new Error(`No sentinel could say which server is the primary of '${name}'.`, { cause })
}

/** Whether a sentinel knows that many others, and that many replicas that follow a primary that is well. */
export async function knowsAll(
  sentinel: RedisAddress,
  { name, others, replicas }: { readonly name: string; readonly others: number; readonly replicas: number },
): Promise<boolean> {
  const primary = fieldsOf(await redisCommand(sentinel, ['SENTINEL', 'MASTER', name]))
  const followers = elementsOf(await redisCommand(sentinel, ['SENTINEL', 'REPLICAS', name])).map(fieldsOf)
  return (
    primary.get('flags') === 'master' &&
    primary.get('num-other-sentinels') === String(others) &&
    followers.length === replicas &&
    followers.every((replica) => replica.get('flags') === 'slave' && replica.get('master-link-status') === 'ok')
  )
}
