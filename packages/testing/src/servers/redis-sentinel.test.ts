import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Redis } from 'ioredis'
import { type RedisSentinel, startRedisSentinel } from './redis-sentinel.js'
import { until } from './until.js'

describe('a primary under the watch of sentinels', () => {
  let watched: RedisSentinel
  beforeEach(async () => {
    watched = await startRedisSentinel()
  })
  afterEach(() => watched.stop())

  const failover = (from: RedisSentinel['primary']) =>
    until('there is another primary', async () => (await watched.currentPrimary()) !== from)

  it('is known to each sentinel with its replicas when the start settles', async () => {
    const { name, sentinels, primary, replicas } = watched
    expect(await watched.currentPrimary()).toBe(primary)
    expect(await primary.command('ROLE')).toMatchObject([
      'master',
      expect.any(Number),
      [expect.anything(), expect.anything()],
    ])
    for (const sentinel of sentinels) {
      expect(await sentinel.command('SENTINEL', 'CKQUORUM', name)).toMatch(/^OK 3 usable Sentinels/)
    }
    for (const replica of replicas) {
      expect(await replica.command('ROLE')).toMatchObject([
        'slave',
        primary.host,
        primary.port,
        'connected',
        expect.anything(),
      ])
    }
  })

  it('is replaced when it is killed; a client goes on by the sentinels, and the old one comes back as a replica', async () => {
    const { name, sentinels, primary } = watched
    const client = new Redis({ name, sentinels: sentinels.map(({ host, port }) => ({ host, port })) })
    client.on('error', () => {})
    await client.set('a', 1)
    expect(await client.wait(2, 1_000)).toBe(2)
    await primary.kill()
    await failover(primary)
    expect(await client.get('a')).toBe('1')
    expect(await (await watched.currentPrimary()).command('SET', 'b', 2)).toBe('OK')
    client.disconnect()
    await primary.restart()
    await until('the old primary follows', async () => ((await primary.command('ROLE')) as unknown[])[0] === 'slave')
  })

  it('is replaced when it is frozen, and goes on taking writes until it is told', async () => {
    const { primary } = watched
    await primary.pause()
    await failover(primary)
    const write = primary.command('SET', 'lost', 1)
    primary.resume()
    expect(await write).toBe('OK')
    await until('it refuses writes', async () => {
      const reply = await primary.command('SET', 'late', 1).catch(({ message }: Error) => message)
      return String(reply).startsWith('READONLY')
    })
  })

  it('stays when two of three sentinels are gone', async () => {
    const { primary, sentinels } = watched
    await sentinels[0]?.kill()
    await sentinels[1]?.pause()
    expect(await watched.currentPrimary()).toBe(primary)
    await until('the third knows', async () => {
      const check = sentinels[2]?.command('SENTINEL', 'CKQUORUM', watched.name)
      return String(await check?.catch(({ message }: Error) => message)).startsWith('NOQUORUM')
    })
  })
})

describe('sentinels at their real pace', () => {
  it('look and talk as rarely as in production, once they know everyone', async () => {
    await using watched = await startRedisSentinel({ replicas: 1, sentinels: 2, pace: 'real' })
    for (const sentinel of watched.sentinels) {
      const periods = (await sentinel.command('SENTINEL', 'DEBUG')) as string[]
      expect(periods.slice(0, 8)).toEqual([
        ...['INFO-PERIOD', '10000', 'PING-PERIOD', '1000'],
        ...['ASK-PERIOD', '1000', 'PUBLISH-PERIOD', '2000'],
      ])
    }
  })
})
