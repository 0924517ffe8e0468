import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { events, type Listener } from './events.js'

const failure = { during: 'settle', cause: undefined } as const

describe('events', () => {
  it('reach all who listen, until they stop', () => {
    const bus = events()
    const heard: string[] = []
    const stop = bus.on('store-failed', () => heard.push('first'))
    bus.on('store-failed', () => heard.push('second'))
    bus.emit('store-failed', failure)
    stop()
    stop()
    bus.emit('store-failed', failure)
    expect(heard).toEqual(['first', 'second', 'second'])
  })

  it('need not be made when nobody listens', () => {
    const bus = events()
    expect(bus.has('store-failed')).toBe(false)
    const stop = bus.on('store-failed', () => undefined)
    expect([bus.has('store-failed'), bus.has('call-denied')]).toEqual([true, false])
    stop()
    expect(bus.has('store-failed')).toBe(false)
  })

  const rejecting: Listener<'store-failed'> = (async () => {
    throw new Error('late')
  }) as Listener<'store-failed'>
  const throwing: Listener<'store-failed'> = () => {
    throw new Error('at once')
  }

  it.each([
    ['throws', throwing],
    ['rejects', rejecting],
  ])('are not lost to others by a listener that %s: it is told of', async (_, broken) => {
    const bus = events()
    const codes: string[] = []
    let heard = 0
    bus.on('warning-raised', ({ code, message }) => codes.push(`${code}: ${message}`))
    bus.on('store-failed', broken)
    bus.on('store-failed', () => {
      heard += 1
    })
    expect(() => bus.emit('store-failed', failure)).not.toThrow()
    await nextTurn()
    expect(heard).toBe(1)
    expect(codes).toEqual([`listener-failed: A listener of 'store-failed' threw. Mend it: its event was lost.`])
  })

  it('end nothing even when the listener of warnings is broken too', async () => {
    const bus = events()
    bus.on('store-failed', throwing)
    bus.on('warning-raised', () => {
      throw new Error('also broken')
    })
    expect(() => bus.emit('store-failed', failure)).not.toThrow()
    expect(() => bus.emit('warning-raised', { code: 'x', message: 'y' })).not.toThrow()
    await nextTurn()
  })
})
