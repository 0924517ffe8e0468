import { describe, expect, it } from '@jest/globals'
import { exposedNames } from './expose.js'

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
