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

describe('a closed door', () => {
  it('refuses new connections, and keeps open ones', async () => {
    const open = await socketClient(proxy.port)
    open.send('a')
    await open.receives(1)
    await proxy.refuse()
    expect(await (await socketClient(proxy.port)).ended).toBe('ECONNREFUSED')
    open.send('b')
    await open.receives(2)
    await proxy.accept()
    expect(await echoes(proxy.port, 'c')).toBe('c')
    open.leave()
  })

  it('opens by reset', async () => {
    await proxy.refuse()
    await proxy.reset()
    expect(await echoes(proxy.port, 'c')).toBe('c')
  })

  it('flaps: down, up and down again, until reset', async () => {
    const open = await socketClient(proxy.port)
    await until('it is open', () => proxy.connections === 1)
    proxy.flap(100)
    expect(await open.ended).toBe('ECONNRESET')
    const isUp = async (): Promise<boolean> => (await echoes(proxy.port, 'x')) === 'x'
    expect(await isUp()).toBe(false)
    await until('it is up', isUp, 1)
    await until('it is down again', async () => !(await isUp()), 1)
    await proxy.reset()
    await sleep(120)
    expect(await isUp()).toBe(true)
  })

  it('stays closed after stop, whatever was going on, and all connections end', async () => {
    const client = await socketClient(proxy.port)
    await until('it is open', () => proxy.connections === 1)
    proxy.hold()
    proxy.flap(1)
    await proxy.stop()
    expect(await client.ended).toBe('ECONNRESET')
    await sleep(10)
    expect(await (await socketClient(proxy.port)).ended).toBe('ECONNREFUSED')
  })
})
