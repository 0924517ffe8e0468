import { describe, expect, it } from '@jest/globals'
import { fakeClock } from '@llm-limit/testing'
import { errorIn } from './answers.js'
import { scripted } from './guard-bench.fixture.js'
import { providerGuard } from './provider-guard.js'

const BODY = { type: 'error', error: { type: 'invalid_request_error', details: { error_code: 'x' }, message: 'No.' } }

describe('the error of an answer', () => {
  it('is read from any that is not ok, which is handed on as it came', async () => {
    const answer = Response.json(BODY, { status: 400, statusText: 'Bad' })
    expect(await errorIn(answer)).toEqual(BODY)
    expect(answer.bodyUsed).toBe(false)
    expect(await answer.json()).toEqual(BODY)
  })

  it.each([
    ['an answer that is ok', () => Response.json(BODY)],
    ['one without a body', () => new Response(null, { status: 502 })],
    ['one that is no JSON', () => new Response('<html>', { status: 502 })],
  ])('is not there in %s', async (_, answer) => {
    expect(await errorIn(answer())).toBeUndefined()
  })

  it('is not there in a body that is too long, of which no more is read than 64 KiB and a chunk', async () => {
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1
        controller.enqueue(new Uint8Array(16 * 1024).fill(32))
      },
    })
    const answer = new Response(endless, { status: 500 })
    expect(await errorIn(answer)).toBeUndefined()
    expect(pulled).toBeLessThanOrEqual(8)
    await answer.body?.cancel()
  })

  it('is not there in a body that breaks off, which breaks off for its reader too', async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error('reset'))
      },
    })
    const answer = new Response(broken, { status: 500 })
    expect(await errorIn(answer)).toBeUndefined()
    await expect(answer.text()).rejects.toThrow('reset')
  })
})

describe("Anthropic's spend limit, a 400", () => {
  it('lets the key rest', async () => {
    const clock = fakeClock(0)
    const details = { error_code: 'enforced_spend_limit_reached' }
    const spent = () => Response.json({ ...BODY, error: { ...BODY.error, details } }, { status: 400 })
    const { asked, fetch } = scripted(clock, [spent])
    const guard = providerGuard({ clock, fetch })
    const ask = () =>
      guard.fetch('https://api.test/v1/messages', {
        method: 'POST',
        headers: { 'x-api-key': 'secret-1', 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'claude-opus-5', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }] }),
      })
    expect((await ask()).status).toBe(400)
    const second = await ask()
    expect(second.status).toBe(429)
    expect(await second.json()).toMatchObject({ error: { details: { error_code: 'insufficient_quota' } } })
    expect(asked).toHaveLength(1)
  })
})
