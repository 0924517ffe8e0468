import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onFreePort } from './free-port.js'
import { redisCommand } from './redis-command.js'
import { configText, type RedisConfig } from './redis-config.js'
import { type RedisPlace, redisProcess } from './redis-process.js'
import { redisServerPath } from './redis-server-path.js'
import type { RedisArgument, RedisReply } from './resp.js'
import type { EndingSignal } from './running-process.js'

/** What a server is started with. */
export interface RedisOptions {
  /** Whether writes outlive the process. Default false. */
  readonly appendOnly?: boolean | undefined
  /** Further directives, over the defaults: nothing is saved, and DEBUG is allowed. */
  readonly config?: RedisConfig | undefined
}

/** A real Redis on loopback, to be used and to be hurt. It ends with this process, whatever happens. */
export interface RedisServer extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** `redis://127.0.0.1:<port>`, with the password if `requirepass` is set. */
  readonly url: string
  /** The `requirepass` that was set. */
  readonly password: string | undefined
  /** Of the process that runs now, or ran last. */
  readonly pid: number
  /**
   * Sends one command on a connection of its own; rejects when the reply is an error, or does not come within 10 s. What belongs
   * to a connection, as MULTI, or WAIT for its own writes, needs a client.
   */
  command(...parts: readonly RedisArgument[]): Promise<RedisReply>
  /** Freezes the process by SIGSTOP: connections stay open and new ones are taken, but nothing is answered. */
  pause(): Promise<void>
  /** Lets a frozen process go on; what arrived meanwhile is executed. */
  resume(): void
  /**
   * Ends the process by a signal, default SIGKILL, the only one that a frozen process heeds; settles when it is gone. Data and
   * port are kept for `restart`.
   */
  kill(signal?: EndingSignal): Promise<void>
  /**
   * Starts the process again on the same port, after SIGKILL if it still runs; settles when it answers.
   * Data is there again with `appendOnly`, unless `empty` is said. The role in a cluster is kept in any case.
   */
  restart(options?: { readonly empty?: boolean | undefined }): Promise<void>
  /** Ends the process and removes its files. */
  stop(): Promise<void>
}

/** Starts a Redis on a free port of 127.0.0.1, in a folder of its own; settles when it answers, after about 20 ms. */
export function startRedis({ appendOnly = false, config = {} }: RedisOptions = {}): Promise<RedisServer> {
  return startInstance('server', { appendonly: appendOnly ? 'yes' : 'no', ...config })
}

/** Starts a server or a sentinel. */
export async function startInstance(kind: RedisPlace['kind'], config: RedisConfig): Promise<RedisServer> {
  const program = await redisServerPath()
  const password = config['requirepass'] === undefined ? undefined : String(config['requirepass'])
  return onFreePort(async (port) => {
    const folder = await mkdtemp(join(tmpdir(), 'llm-limit-redis-'))
    try {
      await writeFile(join(folder, 'redis.conf'), configText({ kind, port, folder, config }))
      return await serverAt({ program, kind, folder, port, password })
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      throw error
    }
  })
}

async function serverAt(place: RedisPlace): Promise<RedisServer> {
  const { folder, port, password } = place
  let running = await redisProcess(place)
  let isGone = false

  async function stop(): Promise<void> {
    isGone = true
    await running.kill()
    await rm(folder, { recursive: true, force: true })
  }

  return {
    host: '127.0.0.1',
    port,
    url: `redis://${password === undefined ? '' : `:${encodeURIComponent(password)}@`}127.0.0.1:${port}`,
    password,
    get pid() {
      return running.pid
    },
    command: (...parts) => redisCommand({ port, password }, parts),
    pause: () => running.pause(),
    resume: () => running.resume(),
    kill: async (signal) => void (await running.kill(signal)),
    async restart({ empty = false } = {}) {
      if (isGone) throw new Error(`The Redis of port ${port} was stopped, and its files are gone.`)
      await running.kill()
      if (empty) await removeData(folder)
      running = await redisProcess(place)
      // Somebody may have stopped the server meanwhile.
      if (isGone) await stop()
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

async function removeData(folder: string): Promise<void> {
  for (const data of ['appendonlydir', 'dump.rdb']) await rm(join(folder, data), { recursive: true, force: true })
}
