import { createServer, type Server } from 'node:net'
import { describe, expect, it } from '@jest/globals'
import { onFreePort } from './free-port.js'

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

describe('a free port', () => {
  it('lies below those that the system gives to outgoing connections, as does its cluster bus', async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, () => onFreePort(async (port) => port)))
    expect(Math.min(...ports)).toBeGreaterThan(1_024)
    expect(Math.max(...ports) + 10_000).toBeLessThan(32_768)
  })

  it('is another one when another process was faster', async () => {
    const tried: number[] = []
    const server = await onFreePort(async (port) => {
      tried.push(port)
      if (tried.length > 1) return listen(port)
      const faster = await listen(port)
      return listen(port).finally(() => faster.close())
    })
    expect(server.address()).toMatchObject({ port: tried[1] })
    expect(tried).toHaveLength(2)
    server.close()
  })

  it('does not hide another failure', async () => {
    let starts = 0
    const start = async (): Promise<never> => {
      starts += 1
      throw new Error('no memory')
    }
    await expect(onFreePort(start)).rejects.toThrow('no memory')
    expect(starts).toBe(1)
  })
})
