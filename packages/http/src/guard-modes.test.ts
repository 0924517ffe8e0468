import { describe, expect, it } from '@jest/globals'
import type { Mode } from '@llm-limit/core'
import { createLimiter } from './create-limiter.js'
import type { Exchange } from './exchange.js'
import { createGuard, type Verdict } from './guard.js'

const LARGE = { 'content-type': 'application/json', 'content-length': '2000000' }

async function verdictOn(
  mode: Mode,
  body: object,
  headers: Readonly<Record<string, string>> = {},
  subject?: () => { user: string },
): Promise<Verdict> {
  const limiter = createLimiter({ quotas: ['10k tokens / hour'], mode })
  const exchange: Exchange<undefined> = {
    native: undefined,
    method: 'POST',
    path: '/chat',
    header: (name) => headers[name],
    body,
    address: '192.0.2.1',
    guarded: undefined,
    setField: () => undefined,
    getField: () => undefined,
  }
  return createGuard<undefined, string>({ limiter, subject }).admit(exchange)
}

describe('a guard', () => {
  const refused = [
    ['a count that is none', { prompt: 'Hello!', maxTokens: '4096' }, {}, 400],
    ['a JSON body above the cap, by its length field', { prompt: 'Hello!' }, LARGE, 413],
    ['a prompt that never fits', { prompt: 'word '.repeat(20_000) }, {}, 413],
  ] as const

  it.each(refused)('refuses %s', async (_, body, headers, status) => {
    expect(await verdictOn('enforce', body, headers)).toMatchObject({ kind: 'refused', status })
  })

  it.each(refused)('in shadow and when off lets pass %s', async (_, body, headers, _status) => {
    for (const mode of ['shadow', 'off'] as const)
      expect(await verdictOn(mode, body, headers)).toMatchObject({ kind: 'admitted', body: undefined })
  })

  it('refuses a subject that is none, but neither in shadow nor when off', async () => {
    const nobody = () => ({ user: '' })
    expect(await verdictOn('enforce', {}, {}, nobody)).toMatchObject({ kind: 'refused', status: 400 })
    for (const mode of ['shadow', 'off'] as const)
      expect(await verdictOn(mode, {}, {}, nobody)).toMatchObject({ kind: 'admitted' })
  })

  it('reads no length of what is not JSON', async () => {
    const upload = { ...LARGE, 'content-type': 'multipart/form-data' }
    expect(await verdictOn('enforce', {}, upload)).toMatchObject({ kind: 'admitted' })
  })
})
