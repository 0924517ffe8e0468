import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import OpenAI from 'openai'
import { type FakeModelServer, fakeModelServer } from './fake-model-server.js'
import { type BrokenAnswer, type Fault, faults } from './fault.js'

const hello = { model: 'gpt-5', messages: [{ role: 'user' as const, content: 'hello world' }] }

function clientOf({ url }: FakeModelServer, maxRetries = 0): OpenAI {
  return new OpenAI({ baseURL: url, apiKey: 'none', maxRetries })
}

async function broken(fault: Fault, stream: boolean) {
  const server = await fakeModelServer({ outputTokens: 6, fault })
  const response = await fetch(`${server.url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ ...hello, stream }),
  })
  const text = await response.text().catch(() => 'broken')
  await server.close()
  return { text, status: response.status, bill: server.bill }
}

describe('a fault in place of an answer', () => {
  it.each([
    [
      'a rate limit',
      faults.rateLimited({ limit: 'requests' }),
      { status: 429, type: 'requests', code: 'rate_limit_exceeded' },
    ],
    ['a spent quota', faults.quotaExhausted(), { status: 429, type: 'insufficient_quota', code: 'insufficient_quota' }],
    ['an error', faults.serverError(), { status: 500, type: 'server_error' }],
    ['an overload', faults.overloaded(), { status: 503, type: 'server_error' }],
    [
      'a long prompt',
      { kind: 'error', status: 400, code: 'context_length_exceeded' },
      { status: 400, code: 'context_length_exceeded' },
    ],
    ['a page of a proxy', { kind: 'error', status: 502, body: '<html></html>' }, { status: 502, code: undefined }],
  ] as const)('is seen by the openai SDK and bills nothing: %s', async (_, fault, error) => {
    await using server = await fakeModelServer({ fault })
    await expect(clientOf(server).chat.completions.create(hello)).rejects.toMatchObject(error)
    await expect(clientOf(server).chat.completions.create({ ...hello, stream: true })).rejects.toMatchObject(error)
    expect(server.bill).toEqual([])
    expect(server.calls).toHaveLength(2)
  })

  it('that passes is retried by the openai SDK, and only the attempt that succeeds is billed', async () => {
    await using server = await fakeModelServer()
    server.next({ fault: faults.rateLimited({ retryAfterMs: 5 }) }, { fault: faults.rateLimited({ retryAfterMs: 5 }) })
    await clientOf(server, 2).chat.completions.create(hello)
    expect(server.calls.map(({ headers }) => headers['x-stainless-retry-count'])).toEqual(['0', '1', '2'])
    expect(server.bill).toHaveLength(1)
  })

  it('rounds Retry-After up to whole seconds', async () => {
    await using server = await fakeModelServer({ fault: faults.rateLimited({ retryAfterMs: 1_200 }) })
    const { headers } = await fetch(`${server.url}/chat/completions`, { method: 'POST', body: '{}' })
    expect(headers.get('retry-after')).toBe('2')
    expect(headers.get('retry-after-ms')).toBe('1200')
  })

  it('is healed by next', async () => {
    await using server = await fakeModelServer({ fault: faults.serverError() })
    server.next({ fault: undefined })
    await clientOf(server).chat.completions.create(hello)
    expect(server.bill).toHaveLength(1)
  })

  it('hangs until the client leaves', async () => {
    await using server = await fakeModelServer({ fault: { kind: 'hang' } })
    const call = clientOf(server).chat.completions.create(hello, { signal: AbortSignal.timeout(50) })
    await expect(call).rejects.toThrow('Request was aborted')
    await server.idle()
    expect(server.calls).toHaveLength(1)
    expect(server.bill).toEqual([])
  })

  it('resets the connection', async () => {
    await using server = await fakeModelServer({ fault: { kind: 'reset' } })
    const failed = fetch(`${server.url}/chat/completions`, { method: 'POST', body: JSON.stringify(hello) })
    await expect(failed).rejects.toMatchObject({ cause: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) } })
    await expect(clientOf(server).chat.completions.create(hello)).rejects.toThrow('Connection error')
    expect(server.bill).toEqual([])
  })
})

describe('a fault in the middle of an answer', () => {
  const ends: [BrokenAnswer['kind'], text: unknown][] = [
    ['truncated', expect.stringMatching(/^\{"id".*[^}]$/s)],
    ['cut', 'broken'],
    ['reset-midway', 'broken'],
    ['malformed', '<html>Bad Gateway</html>'],
    ['error-event', '<html>Bad Gateway</html>'],
  ]

  it.each(ends)('of JSON, %s, comes with status 200 and bills everything', async (kind, text) => {
    const seen = await broken({ kind }, false)
    expect(seen).toMatchObject({ status: 200, text, bill: [{ status: 200, inputTokens: 3, outputTokens: 6 }] })
    expect(() => JSON.parse(seen.text)).toThrow()
  })

  it.each([0, 1, 2, 5, 100])(
    'ends a stream after chunk %i as if complete, and bills what was sent',
    async (afterChunks) => {
      const { text, bill } = await broken({ kind: 'truncated', afterChunks }, true)
      const sent = Math.min(8, afterChunks)
      expect(text.match(/data: /g) ?? []).toHaveLength(sent)
      expect(text).not.toContain('[DONE]')
      expect(bill).toMatchObject([{ aborted: true, inputTokens: 3, outputTokens: Math.min(6, Math.max(0, sent - 1)) }])
    },
  )

  it.each(['cut', 'reset-midway'] as const)('%s breaks a stream, and bills what was sent', async (kind) => {
    const { text, bill } = await broken({ kind, afterChunks: 4 }, true)
    expect(text).toBe('broken')
    expect(bill).toMatchObject([{ aborted: true, outputTokens: 3 }])
  })

  it('cut leaves the client every chunk before it', async () => {
    await using server = await fakeModelServer({ outputTokens: 6, fault: { kind: 'cut', afterChunks: 4 } })
    const stream = await clientOf(server).chat.completions.create({ ...hello, stream: true })
    let chunks = 0
    const read = async (): Promise<void> => {
      for await (const _ of stream) chunks += 1
    }
    await expect(read()).rejects.toThrow('terminated')
    expect(chunks).toBe(4)
  })

  it('error-event reaches the openai SDK as an error of its own', async () => {
    await using server = await fakeModelServer({ fault: { kind: 'error-event', afterChunks: 3 } })
    const stream = await clientOf(server).chat.completions.create({ ...hello, stream: true })
    const read = async (): Promise<void> => {
      for await (const _ of stream);
    }
    await expect(read()).rejects.toBeInstanceOf(OpenAI.APIError)
    expect(server.bill).toMatchObject([{ aborted: true, outputTokens: 2 }])
  })

  it('malformed is one event among good ones, and bills everything', async () => {
    const { text, bill } = await broken({ kind: 'malformed', afterChunks: 2 }, true)
    const events = text
      .trim()
      .split('\n\n')
      .map((event) => event.slice('data: '.length))
    expect(events).toHaveLength(8 + 1 + 1)
    expect(() => JSON.parse(events[2] ?? '')).toThrow()
    expect(events.at(-1)).toBe('[DONE]')
    expect(bill).toMatchObject([{ aborted: false, outputTokens: 6 }])
  })

  it('stalled holds half a JSON answer back until the client leaves', async () => {
    await using server = await fakeModelServer({ fault: { kind: 'stalled' } })
    const controller = new AbortController()
    const response = await fetch(`${server.url}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(hello),
      signal: controller.signal,
    })
    await sleep(10)
    expect(server.open).toBe(1)
    controller.abort()
    await expect(response.text()).rejects.toThrow()
    await server.idle()
    expect(server.bill).toMatchObject([{ aborted: true, outputTokens: 16 }])
  })
})
