import { spawn } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { redisCommand } from './redis-command.js'
import { type RunningProcess, runningProcess } from './running-process.js'
import { until } from './until.js'

/** A server whose folder has its `redis.conf`. */
export interface RedisPlace {
  readonly program: string
  readonly kind: 'server' | 'sentinel'
  readonly folder: string
  readonly port: number
  readonly password: string | undefined
}

/** Starts the server; settles when it answers. Its output is appended to `redis.log` in its folder. */
export async function redisProcess(place: RedisPlace): Promise<RunningProcess> {
  const { program, kind, folder } = place
  const log = await open(join(folder, 'redis.log'), 'a')
  const parameters = [join(folder, 'redis.conf'), ...(kind === 'sentinel' ? ['--sentinel'] : [])]
  const child = spawn(program, parameters, { cwd: folder, stdio: ['ignore', log.fd, log.fd] })
  try {
    const running = await runningProcess(child, folder)
    await untilReady(running, place)
    return running
  } finally {
    await log.close()
  }
}

async function untilReady(running: RunningProcess, { folder, ...address }: RedisPlace): Promise<void> {
  try {
    await until('Redis answers', async () => !running.isRunning || (await isReady(running.pid, address)), 2)
    if (!running.isRunning) throw new Error('It ended.')
  } catch (cause) {
    await running.kill()
    const log = await readFile(join(folder, 'redis.log'), 'utf8')
    throw new Error(`Redis did not start on port ${address.port}:\n${log.trim()}`, { cause })
  }
}

/** Another server may answer on the port that this one failed to get. */
async function isReady(pid: number, address: Pick<RedisPlace, 'port' | 'password'>): Promise<boolean> {
  if ((await redisCommand(address, ['PING'])) !== 'PONG') return false
  return String(await redisCommand(address, ['INFO', 'server'])).includes(`process_id:${pid}\r\n`)
}
