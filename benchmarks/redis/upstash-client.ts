import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'

/** What @upstash/ratelimit asks of a client. */
export interface UpstashClient {
  evalsha<Data>(hash: string, keys: string[], args?: unknown[]): Promise<Data>
  eval<Data>(script: string, keys: string[], args?: unknown[]): Promise<Data>
  get<Data>(key: string): Promise<Data | null>
  set(key: string, value: unknown): Promise<'OK'>
}

/** Stock Redis refuses scripts that ask for a flag of Upstash's own server. */
const FLAGS = /^#!lua flags=allow-key-locking\n/

/** Lets @upstash/ratelimit talk to a stock Redis over TCP: its scripts as they are, but for the line with the flag. */
export function upstashClient(redis: Redis): UpstashClient {
  const stock = new Map<string, string>()
  const answers = <Data>(reply: unknown): Data => reply as Data
  const list = (args: readonly unknown[] = []): string[] => args.map(String)
  return {
    async evalsha(hash, keys, args) {
      const known = stock.get(hash)
      if (known === undefined) throw new Error('NOSCRIPT')
      return answers(await redis.evalsha(known, keys.length, ...keys, ...list(args)))
    },
    async eval(script, keys, args) {
      const text = script.replace(FLAGS, '')
      stock.set(sha1(script), String(await redis.script('LOAD', text)))
      return answers(await redis.eval(text, keys.length, ...keys, ...list(args)))
    },
    async get(key) {
      return answers(await redis.get(key))
    },
    async set(key, value) {
      return await redis.set(key, String(value))
    },
  }
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex')
}
