import { describe, expect, it } from '@jest/globals'
import { createLimiter, llmLimit, llmUsage, USAGE_PATH } from '@llm-limit/edge'

interface Env {
  readonly REQUESTS: '5' | '9'
}

const limiter = ({ REQUESTS }: Env) => createLimiter({ quotas: [`${REQUESTS} requests / hour`, '$1 / day'] })
const post = () => new Request('https://app.test/ai', { method: 'POST', body: '{}' })
const get = () => new Request(`https://app.test${USAGE_PATH}`)

/** Quotas as the usage route shows them: unit, limit, used. */
async function shown(answer: Response): Promise<unknown[][]> {
  const { quotas } = (await answer.json()) as { quotas: { unit: string; limit: number; used: number }[] }
  return quotas.map(({ unit, limit, used }) => [unit, limit, used])
}

describe('the usage route of a worker', () => {
  it('shows what the guard counted that is given the same function, for each environment', async () => {
    const guarded = llmLimit({ limiter, log: false }, async () => new Response('Yes.'))
    const usage = llmUsage(limiter)
    const env: Env = { REQUESTS: '5' }
    for (const _ of [1, 2]) await (await guarded(post(), env)).text()
    const answer = await usage(get(), { ...env })
    expect(answer.headers.get('cache-control')).toBe('no-store, private')
    expect((await shown(answer))[0]).toEqual(['requests', 5, 2])
    expect((await shown(await usage(get(), { REQUESTS: '9' })))[0]).toEqual(['requests', 9, 0])
  })

  it('hides money unless it is exposed', async () => {
    const env: Env = { REQUESTS: '5' }
    expect((await shown(await llmUsage(limiter)(get(), env)))[1]?.slice(0, 2)).toEqual(['percent', 100])
    const exposed = llmUsage(limiter, { expose: { money: true } })
    expect((await shown(await exposed(get(), env)))[1]?.slice(0, 2)).toEqual(['nanoUsd', 1_000_000_000])
  })

  it('knows callers by the address that Deno and Bun tell', async () => {
    const one = createLimiter({ quotas: ['5 requests / hour'] })
    const guarded = llmLimit({ limiter: one, log: false }, async () => new Response('Yes.'))
    const bun = (address: string) => ({ requestIP: () => ({ address, port: 1 }) })
    const deno = (hostname: string) => ({ remoteAddr: { transport: 'tcp', hostname, port: 1 } })
    for (const platform of [bun('192.0.2.1'), deno('192.0.2.1'), bun('192.0.2.2'), undefined])
      await (await guarded(post(), platform)).text()
    const counts = [bun('192.0.2.1'), deno('192.0.2.2'), undefined, { requestIP: () => null }].map(
      async (platform) => (await shown(await llmUsage(one)(get(), platform)))[0]?.[2],
    )
    expect(await Promise.all(counts)).toEqual([2, 1, 1, 1])
  })
})
