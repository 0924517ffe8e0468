import { describe, expect, it } from '@jest/globals'
import { createLimiter } from './create-limiter.js'
import type { Exchange } from './exchange.js'
import { warnAboutAddress, warnAboutMounting } from './mounting.js'

interface Shown {
  readonly headers?: Readonly<Record<string, string>>
  readonly fields?: Readonly<Record<string, string>>
  readonly body?: unknown
}

function exchange({ headers = {}, fields, body }: Shown): Exchange<unknown> {
  return {
    native: undefined,
    method: 'POST',
    path: '/chat',
    header: (name) => headers[name],
    body,
    address: '192.0.2.1',
    guarded: undefined,
    setField: () => undefined,
    ...(fields === undefined ? {} : { getField: (name: string) => fields[name] }),
  }
}

function warningsOf(look: (limiter: ReturnType<typeof createLimiter>) => void): string[] {
  const limiter = createLimiter({ quotas: ['10 requests / minute'] })
  const codes: string[] = []
  limiter.on('warning-raised', ({ code }) => codes.push(code))
  look(limiter)
  look(limiter)
  return codes
}

describe('warnAboutMounting', () => {
  const json = { 'content-type': 'application/json' }

  it('warns once when a JSON body was not parsed', () => {
    const seen = exchange({ headers: json })
    expect(warningsOf((limiter) => warnAboutMounting(limiter, seen))).toEqual(['mounted-before-body-parser'])
  })

  it.each([
    ['a parsed body', { headers: json, body: {} }],
    ['no body', { headers: { ...json, 'content-length': '0' } }],
    ['another kind of body', { headers: { 'content-type': 'text/plain' } }],
  ] as const)('says nothing about %s', (_, shown) => {
    expect(warningsOf((limiter) => warnAboutMounting(limiter, exchange(shown)))).toEqual([])
  })

  const foreign = { origin: 'https://app.example', host: 'api.example' }

  it('warns when a browser of another origin cannot read the fields', () => {
    const seen = exchange({ headers: foreign, fields: {} })
    expect(warningsOf((limiter) => warnAboutMounting(limiter, seen))).toEqual(['mounted-before-cors'])
  })

  it.each([
    ['cors that is mounted before', { headers: foreign, fields: { 'access-control-allow-origin': '*' } }],
    ['a browser of the same origin', { headers: { origin: 'https://api.example', host: 'api.example' }, fields: {} }],
    ['a runtime where nothing is mounted before', { headers: foreign }],
  ] as const)('says nothing about %s', (_, shown) => {
    expect(warningsOf((limiter) => warnAboutMounting(limiter, exchange(shown)))).toEqual([])
  })
})

describe('warnAboutAddress', () => {
  const warnings = (user: string, forwarded?: string): string[] =>
    warningsOf((limiter) =>
      warnAboutAddress(
        limiter,
        exchange({ headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }),
        user,
      ),
    )

  it('warns when all callers share the budget of nobody', () => {
    expect(warnings('address unknown')).toEqual(['no-client-address'])
  })

  it('warns when a proxy forwards addresses that the framework does not trust', () => {
    expect(warnings('address 192.0.2.1', '198.51.100.7')).toEqual(['proxy-not-trusted'])
  })

  it.each([
    ['an address that came from the trusted field', 'address 198.51.100.7', '203.0.113.9, 198.51.100.7'],
    ['the same address in another spelling', 'address 198.51.100.7', '::ffff:198.51.100.7'],
    ['a named user', 'ada', '198.51.100.7'],
    ['a direct caller', 'address 192.0.2.1', undefined],
  ])('says nothing about %s', (_, user, forwarded) => {
    expect(warnings(user, forwarded)).toEqual([])
  })
})
