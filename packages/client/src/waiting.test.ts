import { describe, expect, it } from '@jest/globals'
import { spend } from '@llm-limit/testing'
import { ada, guardedServer, type Scene } from './guarded-server.fixture.js'

const WALL = { ladder: 'wall', quotas: ['20 requests / minute'] } as const

async function spent(scene: Scene): Promise<Scene> {
  await spend(scene.limiter, ada, '100 %')
  return scene
}

describe('while a wait runs', () => {
  it('a call is refused here, with the same problem and the time that is left', async () => {
    await using scene = await spent(await guardedServer({ policy: WALL }))
    const first = await (await scene.ask()).json()
    scene.clock.advance(10_000)
    const again = await scene.ask()
    expect(again.status).toBe(429)
    expect(again.headers.get('Content-Type')).toMatch('application/problem+json')
    expect(await again.json()).toEqual({ ...first, retryAfterMs: expect.any(Number) })
    expect(Number(again.headers.get('Retry-After'))).toBe(scene.client.snapshot().waitSeconds)
    expect(scene.seen).toEqual(['POST /chat'])
  })

  it('other addresses are asked, and their answers leave the refusal as it is', async () => {
    await using scene = await spent(await guardedServer({ policy: WALL }))
    await scene.ask()
    await scene.limiter.reset(ada)
    const { refusal } = scene.client.snapshot()
    await scene.client.fetch(`${scene.url}?again`, { method: 'PUT', body: '{}' })
    expect(scene.seen).toEqual(['POST /chat', 'PUT /chat'])
    expect(scene.client.snapshot()).toMatchObject({ phase: 'normal', refusal })
  })

  it('a shorter call is sent where the server has advised to shorten it', async () => {
    await using scene = await guardedServer({ policy: { quotas: ['20k tokens / hour'] } })
    await spend(scene.limiter, ada, '119.5 %')
    await scene.ask('Hello! '.repeat(9))
    expect(scene.client.snapshot().refusal?.advice).toBe('shorten')
    await scene.ask('Hello! '.repeat(9))
    await scene.ask('Hello! '.repeat(8))
    expect(scene.seen).toHaveLength(2)
  })

  it('a call is sent after `forget`, and an admitted one ends the refusal', async () => {
    await using scene = await spent(await guardedServer({ policy: WALL }))
    await scene.ask()
    await scene.limiter.reset(ada)
    scene.client.forget()
    expect(scene.client.snapshot()).toMatchObject({ refusal: undefined, waitsUntil: undefined })
    expect((await scene.ask()).status).toBe(200)
  })

  it('calls that wait for another to end are sent: room may come back at any moment', async () => {
    await using scene = await guardedServer({ policy: { quotas: ['1 concurrent'] } })
    const open = new AbortController()
    const body = JSON.stringify({ prompt: 'Hello!' })
    const headers = { 'content-type': 'application/json' }
    const hanging = scene.client.fetch(scene.url.replace('chat', 'hang'), {
      method: 'POST',
      headers,
      body,
      signal: open.signal,
    })
    while (scene.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect((await scene.ask()).status).toBe(429)
    expect(scene.client.snapshot().waitsUntil).toBeGreaterThan(scene.clock.now())
    expect((await scene.ask()).status).toBe(429)
    expect(scene.seen).toHaveLength(3)
    open.abort()
    await expect(hanging).rejects.toThrow()
  })
})

describe('retry: { maxWaitMs }', () => {
  const PATIENT = { retry: { maxWaitMs: 120_000 } }

  /** Lets time pass until the call is answered. */
  async function answered(scene: Scene, call: Promise<Response>): Promise<Response> {
    let response: Response | undefined
    void call.then((value) => {
      response = value
    })
    while (response === undefined) await scene.clock.advanceAsync(1_000)
    return response
  }

  it('waits as long as the server asks, then sends the call again', async () => {
    await using scene = await spent(await guardedServer({ policy: WALL, client: PATIENT }))
    const start = scene.clock.now()
    expect((await answered(scene, scene.ask())).status).toBe(200)
    expect(scene.seen).toEqual(['POST /chat', 'POST /chat'])
    expect(scene.clock.now() - start).toBeGreaterThanOrEqual(60_000)
    expect(scene.client.snapshot()).toMatchObject({ phase: 'normal', refusal: undefined })
  })

  it('sends a Request with a body again, but not a stream, which is read', async () => {
    await using scene = await spent(await guardedServer({ policy: WALL, client: PATIENT }))
    const headers = { 'content-type': 'application/json' }
    const body = '{"prompt":"Hello!"}'
    const request = new Request(scene.url, { method: 'POST', headers, body })
    expect((await answered(scene, scene.client.fetch(request))).status).toBe(200)
    await spend(scene.limiter, ada, '100 %')
    const stream = { method: 'POST', headers, body: new Blob([body]).stream(), duplex: 'half' as const }
    expect((await scene.client.fetch(`${scene.url}?stream`, stream)).status).toBe(429)
  })

  it('refuses at once what would wait longer', async () => {
    await using scene = await spent(await guardedServer({ policy: WALL, client: { retry: { maxWaitMs: 5_000 } } }))
    expect((await scene.ask()).status).toBe(429)
    expect((await scene.ask()).status).toBe(429)
    expect(scene.seen).toHaveLength(1)
  })

  it('ends when the caller gives up, as fetch does', async () => {
    await using scene = await spent(await guardedServer({ policy: WALL, client: PATIENT }))
    const caller = new AbortController()
    const call = scene.ask('Hello!', { signal: caller.signal })
    while (scene.clock.pending === 0 || scene.client.snapshot().refusal === undefined) await scene.clock.advanceAsync(0)
    caller.abort(new Error('The user has left.'))
    await expect(call).rejects.toThrow('The user has left.')
    await expect(scene.ask('Hello!', { signal: AbortSignal.abort(new Error('Left before.')) })).rejects.toThrow(
      'Left before.',
    )
  })

  it.each([
    ['too large for any budget', { policy: { quotas: ['300 tokens / hour'] }, prompt: 'word '.repeat(500) }, 413],
    ['a body that is too long', { mount: { maxBodyBytes: 16 } }, 413],
    ['a model without a price', { model: 'model-of-nobody' }, 400],
    ['a value of the wrong form', { max_tokens: -1 }, 400],
  ] as const)('never sends again: %s', async (_, { policy, mount, ...body }: Refusable, status) => {
    await using scene = await guardedServer({ client: PATIENT, ...(policy && { policy }), ...(mount && { mount }) })
    const message = { messages: [{ role: 'user', content: 'Hello!' }], ...body }
    const response = await scene.ask('', { body: JSON.stringify(message) })
    expect(response.status).toBe(status)
    expect(scene.seen).toHaveLength(1)
    expect(scene.client.snapshot()).toMatchObject({ refusal: { status, retryable: false }, waitsUntil: undefined })
  })
})

interface Refusable {
  readonly policy?: { readonly quotas: readonly ['300 tokens / hour'] }
  readonly mount?: { readonly maxBodyBytes: number }
  readonly [member: string]: unknown
}
