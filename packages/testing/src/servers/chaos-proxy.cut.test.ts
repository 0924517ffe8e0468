import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type ChaosProxy, startChaosProxy } from './chaos-proxy.js'
import { type EchoServer, echoServer } from './echo-server.fixture.js'
import { echoes, socketClient } from './socket-client.fixture.js'
import { until } from './until.js'

let echo: EchoServer
let proxy: ChaosProxy
beforeEach(async () => {
  echo = await echoServer()
  proxy = await startChaosProxy({ port: echo.port })
})
afterEach(async () => {
  await proxy.stop()
  await echo[Symbol.asyncDispose]()
})

describe('a connection that is cut', () => {
  it('ends after exactly so many bytes of a reply, with a reset, for each number of bytes', async () => {
    const text = 'x'.repeat(300)
    for (let bytes = 0; bytes <= text.length; bytes += 1) {
      proxy.cutAfter(bytes)
      const client = await socketClient(proxy.port)
      client.send(text)
      expect(await client.ended).toBe('ECONNRESET')
      expect(client.received).toHaveLength(bytes)
    }
    expect(echo.heard).toHaveLength(301 * 300)
  })

  it('is one, and the next is whole', async () => {
    proxy.cutAfter(2)
    expect(await echoes(proxy.port, 'abc')).toBe('ab')
    expect(await echoes(proxy.port, 'abc')).toBe('abc')
  })

  it('is cut after the bytes of several replies', async () => {
    const client = await socketClient(proxy.port)
    proxy.cutAfter(5)
    client.send('abc')
    await client.receives(3)
    client.send('def')
    expect(await client.ended).toBe('ECONNRESET')
    expect(client.received).toBe('abcde')
  })

  it('is each open one at once by cut, and new ones are served', async () => {
    const clients = await Promise.all([1, 2, 3].map(() => socketClient(proxy.port)))
    await until('all are open', () => proxy.connections === 3)
    proxy.cut()
    expect(await Promise.all(clients.map(({ ended }) => ended))).toEqual(Array(3).fill('ECONNRESET'))
    expect(await echoes(proxy.port, 'abc')).toBe('abc')
  })
})

describe('a lost reply', () => {
  it('was executed by the server, and is followed by silence until the connection is cut', async () => {
    const client = await socketClient(proxy.port)
    proxy.dropReply()
    client.send('a')
    await until('the reply is lost', () => proxy.dropped === 1)
    client.send('b')
    await until('the server heard it', () => echo.heard === 'ab')
    await sleep(10)
    expect(client.received).toBe('')
    proxy.cut()
    expect(await client.ended).toBe('ECONNRESET')
    expect(await echoes(proxy.port, 'c')).toBe('c')
  })

  it('does not keep a client that leaves', async () => {
    const client = await socketClient(proxy.port)
    proxy.dropReply()
    client.send('a')
    await until('the reply is lost', () => proxy.dropped === 1)
    client.leave()
    await until('it is gone', () => proxy.connections === 0 && echo.sockets.size === 0)
  })

  it('is one of so many, each on a connection of its own', async () => {
    proxy.dropReply(2, { thenCut: true })
    expect([await echoes(proxy.port, 'a'), await echoes(proxy.port, 'b'), await echoes(proxy.port, 'c')]).toEqual([
      '',
      '',
      'c',
    ])
    expect(proxy.dropped).toBe(2)
  })

  it('can be that to a request with a given text', async () => {
    const client = await socketClient(proxy.port)
    proxy.dropReply(1, { to: 'CHARGE', thenCut: true })
    client.send('HELLO')
    await client.receives(5)
    client.send('CHARGE 5')
    expect(await client.ended).toBe('ECONNRESET')
    expect(client.received).toBe('HELLO')
    expect(echo.heard).toBe('HELLOCHARGE 5')
  })

  it('leaves its connection unusable, so reset ends it, and no other', async () => {
    const [deaf, well] = [await socketClient(proxy.port), await socketClient(proxy.port)]
    proxy.dropReply()
    deaf.send('a')
    await until('the reply is lost', () => proxy.dropped === 1)
    await proxy.reset()
    expect(await deaf.ended).toBe('ECONNRESET')
    well.send('b')
    await well.receives(1)
    well.leave()
  })
})
