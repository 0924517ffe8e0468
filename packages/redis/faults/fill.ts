import type { RedisServer } from '@llm-limit/testing/servers'

const FILL = `
local value = string.rep('x', tonumber(ARGV[2]))
for i = 1, tonumber(ARGV[1]) do redis.pcall('SET', 'cache:' .. ARGV[3] .. ':' .. i, value, 'EX', 600) end
return 1
`

/** Writes so many megabytes as a cache would; what does not fit is dropped. */
export async function fillWithCache(server: RedisServer, megabytes: number): Promise<void> {
  for (let part = 0; part < megabytes; part += 1)
    await server.command('EVAL', FILL, 0, 256, 4_000, part).catch(() => {})
}

/** Writes so many small keys, in another database than the budgets. */
export async function fillWithLasting(server: RedisServer, keys: number): Promise<void> {
  await server.command('EVAL', `redis.call('SELECT', 1)\n${FILL}`, 0, keys, 200, 'load')
}
