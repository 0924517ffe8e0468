import { connect } from 'node:net'
import { decodeReply, encodeCommand, type RedisArgument, type RedisReply } from './resp.js'

/** Where a Redis server is. */
export interface RedisAddress {
  /** Default 127.0.0.1. */
  readonly host?: string | undefined
  readonly port: number
  readonly password?: string | undefined
}

/**
 * Sends one command on a connection of its own, so that no fault of another connection touches it.
 * @returns the reply; rejects when it is an error, when the connection ends without one, and after `withinMs`, default 10,000.
 */
export async function redisCommand(
  { host = '127.0.0.1', port, password }: RedisAddress,
  parts: readonly RedisArgument[],
  withinMs = 10_000,
): Promise<RedisReply> {
  const commands = password === undefined ? [parts] : [['AUTH', password], parts]
  const replies = await exchange({ host, port, commands, withinMs })
  const error = replies.find((reply) => reply instanceof Error)
  if (error !== undefined) throw error
  return replies.at(-1) ?? null
}

interface Exchange {
  readonly host: string
  readonly port: number
  readonly commands: readonly (readonly RedisArgument[])[]
  readonly withinMs: number
}

function exchange({ host, port, commands, withinMs }: Exchange): Promise<RedisReply[]> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    const name = `${commands.at(-1)?.[0]} on ${host}:${port}`
    const socket = connect({ host, port, noDelay: true }, () => {
      for (const command of commands) socket.write(encodeCommand(command))
    })
    const timer = setTimeout(() => fail(`was not answered within ${withinMs} ms`), withinMs)

    function fail(why: string, cause?: unknown): void {
      socket.destroy()
      reject(new Error(`${name} ${why}.`, { cause }))
    }

    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      try {
        const replies = decodeReplies(received)
        if (replies.length < commands.length) return
        resolve(replies)
        socket.destroy()
      } catch (error) {
        fail('was not answered by a Redis server', error)
      }
    })
    socket.on('error', (error) => fail(`failed: ${error.message}`, error))
    socket.on('close', () => {
      clearTimeout(timer)
      fail('was not answered: the server closed the connection')
    })
  })
}

function decodeReplies(data: Buffer): RedisReply[] {
  const replies: RedisReply[] = []
  for (let next = decodeReply(data); next !== undefined; next = decodeReply(data, next.end)) replies.push(next.reply)
  return replies
}
