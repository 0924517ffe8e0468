import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Redis } from 'ioredis'
import { type RedisServer, startRedis } from './redis-server.js'

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('a Redis on loopback', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis({ config: { maxmemory: '64mb', 'maxmemory-policy': 'allkeys-lru' } })
  })
  afterAll(() => redis.stop())

  it('serves a real client at its url', async () => {
    const client = new Redis(redis.url)
    await client.set('greeting', 'hello')
    expect(await redis.command('GET', 'greeting')).toBe('hello')
    client.disconnect()
  })

  it('gives each kind of reply, and rejects with an error reply', async () => {
    expect(await redis.command('GET', 'nothing')).toBeNull()
    expect(await redis.command('EVAL', "return {1, 'two', {3}}", 0)).toEqual([1, 'two', [3]])
    expect(await redis.command('SETRANGE', 'bytes', 0, new Uint8Array([65, 66]))).toBe(2)
    await expect(redis.command('INCR', 'bytes')).rejects.toThrow('ERR value is not an integer')
  })

  it('reads a reply that comes in many pieces', async () => {
    const reply = await redis.command('EVAL', "return string.rep('x', 3000000)", 0)
    expect(reply).toHaveLength(3_000_000)
  })

  it('is configured as it was asked, and keeps nothing on disk', async () => {
    expect(await redis.command('CONFIG', 'GET', 'maxmemory*y')).toEqual(expect.arrayContaining(['allkeys-lru']))
    expect(await redis.command('CONFIG', 'GET', 'maxmemory')).toEqual(['maxmemory', String(64 * 2 ** 20)])
    expect(await redis.command('CONFIG', 'GET', 'save')).toEqual(['save', ''])
    expect(await redis.command('CONFIG', 'GET', 'appendonly')).toEqual(['appendonly', 'no'])
  })

  it('lets tests use DEBUG', async () => {
    expect(await redis.command('DEBUG', 'SLEEP', 0)).toBe('OK')
  })

  it('says why it did not start', async () => {
    await expect(startRedis({ config: { 'maxmemory-policy': 'hope' } })).rejects.toThrow(
      /did not start.*must be one of/s,
    )
  })

  it('asks for the password that it was given', async () => {
    await using guarded = await startRedis({ config: { requirepass: 'p@ss/word' } })
    expect(await guarded.command('PING')).toBe('PONG')
    const client = new Redis(guarded.url)
    expect(await client.ping()).toBe('PONG')
    client.disconnect()
    const stranger = new Redis(guarded.port, { enableReadyCheck: false })
    stranger.on('error', () => {})
    await expect(stranger.get('a')).rejects.toThrow('NOAUTH')
    stranger.disconnect()
  })
})

describe('a Redis that is hurt', () => {
  it('answers nobody while it is paused, and everybody afterwards', async () => {
    await using redis = await startRedis()
    await redis.pause()
    let answers = 0
    const asked = [1, 2, 3].map(() => redis.command('INCR', 'n').then(() => (answers += 1)))
    const socket = connect(redis.port, redis.host)
    await new Promise((resolve) => socket.once('connect', resolve))
    await sleep(20)
    expect(answers).toBe(0)
    redis.resume()
    await Promise.all(asked)
    expect(await redis.command('GET', 'n')).toBe('3')
    socket.destroy()
  })

  it('is gone when kill has settled, and refuses connections', async () => {
    await using redis = await startRedis()
    for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT'] as const) {
      const { pid } = redis
      await redis.kill(signal)
      expect(isAlive(pid)).toBe(false)
      await expect(redis.command('PING')).rejects.toThrow('ECONNREFUSED')
      await redis.restart()
    }
    await redis.kill()
    await redis.kill()
    await expect(redis.pause()).rejects.toThrow('has ended')
  })

  it('can be killed while it is paused', async () => {
    await using redis = await startRedis()
    await redis.pause()
    await redis.kill()
    expect(isAlive(redis.pid)).toBe(false)
  })

  it('restarts on the same port as another process, and clients find it again', async () => {
    await using redis = await startRedis()
    const { port, pid } = redis
    const client = new Redis(redis.url, { retryStrategy: () => 5 })
    client.on('error', () => {})
    await client.set('a', 1)
    await redis.restart()
    expect(await client.get('a')).toBeNull()
    expect(redis.port).toBe(port)
    expect(redis.pid).not.toBe(pid)
    client.disconnect()
  })

  it('keeps what it acknowledged over kill and restart with appendOnly, unless it is to be empty', async () => {
    await using redis = await startRedis({ appendOnly: true })
    await redis.command('SET', 'a', 1)
    await redis.kill()
    await redis.restart()
    expect(await redis.command('GET', 'a')).toBe('1')
    await redis.restart({ empty: true })
    expect(await redis.command('DBSIZE')).toBe(0)
    await redis.command('SET', 'a', 2)
    await redis.restart()
    expect(await redis.command('GET', 'a')).toBe('2')
  })

  it('leaves no process and no file when it is stopped, and cannot be restarted', async () => {
    const redis = await startRedis({ appendOnly: true })
    const [, folder] = (await redis.command('CONFIG', 'GET', 'dir')) as string[]
    expect(existsSync(String(folder))).toBe(true)
    await redis.stop()
    await redis.stop()
    expect(isAlive(redis.pid)).toBe(false)
    expect(existsSync(String(folder))).toBe(false)
    await expect(redis.restart()).rejects.toThrow('was stopped')
  })

  it('is gone when it is stopped in the middle of a restart', async () => {
    const redis = await startRedis()
    const restarted = redis.restart().catch(() => {})
    await redis.stop()
    await restarted
    await expect(redis.command('PING')).rejects.toThrow('ECONNREFUSED')
  })
})
