import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type ChaosProxy, startChaosProxy } from './chaos-proxy.js'
import { type EchoServer, echoServer } from './echo-server.fixture.js'
import { socketClient } from './socket-client.fixture.js'
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

/** How long `work` took, in ms. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

describe('a proxy that is told nothing', () => {
  it('passes every byte on, both ways, in order', async () => {
    const client = await socketClient(proxy.port)
    const text = Array.from({ length: 200_000 }, (_, index) => String(index)).join('\xff')
    client.send(text)
    await client.receives(text.length)
    expect(client.received).toBe(text)
    client.leave()
  })

  it('passes the end of a connection on, after all that came before it', async () => {
    const client = await socketClient(proxy.port)
    client.send('last words')
    client.finish()
    expect(await client.ended).toBe('end')
    expect(client.received).toBe('last words')
    await until('the server saw the end', () => echo.sockets.size === 0 && proxy.connections === 0)
  })

  it('passes on that the client left, and that the server reset the connection', async () => {
    const [leaver, victim] = [await socketClient(proxy.port), await socketClient(proxy.port)]
    for (const client of [leaver, victim]) client.send('x')
    await Promise.all([leaver.receives(1), victim.receives(1)])
    leaver.leave()
    await until('the server saw it', () => echo.sockets.size === 1)
    for (const socket of echo.sockets) socket.resetAndDestroy()
    expect(await victim.ended).toBe('ECONNRESET')
  })

  it('resets connections while there is no server', async () => {
    await using alone = await startChaosProxy({ port: 1 })
    expect(await (await socketClient(alone.port)).ended).toBe('ECONNRESET')
  })

  it('has the url of its server, with its own port', async () => {
    await using other = await startChaosProxy({ port: 6379, url: 'rediss://:secret@localhost:6379/3' })
    expect(other.url).toBe(`rediss://:secret@127.0.0.1:${other.port}/3`)
    expect(proxy.url).toBe(`redis://127.0.0.1:${proxy.port}`)
  })
})

describe('a held network', () => {
  it('lets nothing pass, of open and of new connections, and loses nothing', async () => {
    const open = await socketClient(proxy.port)
    open.send('a')
    await open.receives(1)
    proxy.hold()
    const late = await socketClient(proxy.port)
    open.send('b')
    late.send('c')
    open.finish()
    await sleep(20)
    expect(echo.heard).toBe('a')
    proxy.release()
    await Promise.all([open.ended, late.receives(1)])
    expect([open.received, late.received]).toEqual(['ab', 'c'])
    late.leave()
  })

  it('holds replies whose requests had passed', async () => {
    const client = await socketClient(proxy.port)
    proxy.latency(60_000)
    client.send('a')
    await until('the server heard it', () => echo.heard === 'a')
    proxy.hold()
    proxy.latency(0)
    await sleep(20)
    expect(client.received).toBe('')
    proxy.release()
    await client.receives(1)
    client.leave()
  })

  it('does not tell the server that a client left', async () => {
    const client = await socketClient(proxy.port)
    client.send('a')
    await client.receives(1)
    proxy.hold()
    client.leave()
    await sleep(20)
    expect(echo.sockets.size).toBe(1)
    proxy.release()
    await until('the server saw it', () => echo.sockets.size === 0)
  })
})

describe('a slow network', () => {
  it('delays each reply by the latency, and not the next one by that of the one before', async () => {
    const client = await socketClient(proxy.port)
    proxy.latency(100)
    const took = await timed(async () => {
      for (const letter of 'abcde') {
        client.send(letter)
        await until('the server heard it', () => echo.heard.endsWith(letter), 1)
      }
      await client.receives(5)
    })
    expect(took).toBeGreaterThanOrEqual(99)
    expect(took).toBeLessThan(400)
    expect(client.received).toBe('abcde')
    client.leave()
  })

  it('dribbles replies in pieces of the given size', async () => {
    const client = await socketClient(proxy.port)
    const pieces: number[] = []
    client.onPiece((length) => pieces.push(length))
    proxy.dribble({ bytes: 3, everyMs: 5 })
    const took = await timed(async () => {
      client.send('0123456789')
      await client.receives(10)
    })
    expect(pieces).toEqual([3, 3, 3, 1])
    expect(took).toBeGreaterThanOrEqual(14)
    expect(client.received).toBe('0123456789')
    client.leave()
  })

  it('is quick again after reset, also for what was on its way, and keeps the connection', async () => {
    const client = await socketClient(proxy.port)
    proxy.latency(60_000)
    proxy.dribble({ bytes: 1, everyMs: 60_000 })
    client.send('abc')
    await until('the server heard it', () => echo.heard === 'abc')
    await proxy.reset()
    await client.receives(3)
    expect(proxy.connections).toBe(1)
    client.leave()
  })
})
