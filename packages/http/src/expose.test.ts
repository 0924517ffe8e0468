import { describe, expect, it } from '@jest/globals'
import { createLimiter } from './create-limiter.js'
import { exposedNames } from './expose.js'
import { createGuard } from './guard.js'
import { guardWeb } from './web-guard.js'

const OURS = 'RateLimit, RateLimit-Policy, LLM-Limit-Phase, LLM-Limit-Used, LLM-Limit-Terms, Retry-After'

describe('exposedNames', () => {
  const exposed = (fields: Readonly<Record<string, string>>): string | undefined => exposedNames((name) => fields[name])

  it('adds nothing without CORS', () => {
    expect(exposed({})).toBeUndefined()
  })

  it('exposes our fields where CORS is on', () => {
    expect(exposed({ 'access-control-allow-origin': '*' })).toBe(OURS)
  })

  it('keeps what the app exposes, and adds itself once however often a request is guarded', () => {
    const first = exposed({ 'access-control-allow-origin': '*', 'access-control-expose-headers': 'ETag' })
    expect(first).toBe(`ETag, ${OURS}`)
    const again = { 'access-control-allow-origin': '*', 'access-control-expose-headers': first ?? '' }
    expect(exposed(again)).toBeUndefined()
  })
})

describe('guardWeb', () => {
  it('exposes its fields beside the CORS fields of the handler', async () => {
    const guard = createGuard<Request, string>({ limiter: createLimiter({ quotas: ['10 requests / minute'] }) })
    const request = new Request('https://api.example/chat', { method: 'POST', body: '{}' })
    const headers = { 'access-control-allow-origin': 'https://app.example' }
    const handle = async (): Promise<Response> => new Response('Hello!', { headers })
    const response = await guardWeb({ guard, request, address: undefined, handle })
    expect(response.headers.get('access-control-expose-headers')).toBe(OURS)
  })
})
