import { accessSync, constants } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { downloadRedis } from './download-redis.js'
import { installOnce } from './install-once.js'

/** Variables such as those of `process.env`: `redisServerPath` reads PATH and LLM_LIMIT_REDIS_SERVER. */
export type RedisServerEnvironment = Readonly<Record<string, string | undefined>>

/**
 * The `redis-server` to start: `LLM_LIMIT_REDIS_SERVER`, else the one in PATH, else, on Debian and Ubuntu, one downloaded by
 * apt-get into `node_modules/.cache/redis` of the working directory, which needs no root. Redis 7 or Valkey.
 * @throws where there is none, with what to install.
 */
export async function redisServerPath(environment: RedisServerEnvironment = process.env): Promise<string> {
  const { PATH = '', LLM_LIMIT_REDIS_SERVER: chosen } = environment
  if (chosen !== undefined && chosen !== '') return chosen
  const installed = findProgram('redis-server', PATH)
  if (installed !== undefined) return installed
  if (findProgram('apt-get', PATH) === undefined) throw noRedis()
  const folder = resolve('node_modules/.cache/redis')
  try {
    await installOnce(folder, downloadRedis)
  } catch (error) {
    throw noRedis(error)
  }
  return join(folder, 'redis-server')
}

function noRedis(cause?: unknown): Error {
  const what = 'Found no redis-server: install Redis 7 (apt-get install redis-server, brew install redis)'
  return new Error(`${what}, or set LLM_LIMIT_REDIS_SERVER to its path.`, { cause })
}

function findProgram(name: string, path: string): string | undefined {
  const folders = path.split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
