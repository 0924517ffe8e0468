import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import OpenAI from 'openai'
import { fakeClock } from '../fake-clock.js'
import { billTotal } from './bill.js'
import { fakeModelServer } from './fake-model-server.js'

const hello = { model: 'gpt-5', messages: [{ role: 'user' as const, content: 'hello world' }] }

function clientOf({ url }: { url: string }): OpenAI {
  return new OpenAI({ baseURL: url, apiKey: 'none', maxRetries: 0 })
}

describe('fake model server', () => {
  it('answers the openai SDK, and bills what the SDK reports', async () => {
    await using server = await fakeModelServer({ outputTokens: 5 })
    const answer = await clientOf(server).chat.completions.create(hello)
    expect(answer.choices[0]?.message.content?.split(' ')).toHaveLength(5)
    expect(answer.choices[0]?.finish_reason).toBe('stop')
    expect(answer.usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 })
    expect(server.bill).toEqual([
      {
        id: answer.id,
        path: '/v1/chat/completions',
        model: 'gpt-5',
        stream: false,
        status: 200,
        aborted: false,
        inputTokens: 3,
        cacheReadTokens: 0,
        cacheWriteTokens: 0,
        outputTokens: 5,
        reasoningTokens: 0,
        request: hello,
        startedAt: expect.any(Number),
      },
    ])
  })

  it('says a given text, whole or as far as the cap, and again where more is wanted', async () => {
    await using server = await fakeModelServer({ text: 'Hello,\nAda! Good day.', reasoningTokens: 2 })
    const ask = async (more: object = {}) => {
      const { choices, usage } = await clientOf(server).chat.completions.create({ ...hello, ...more })
      return [choices[0]?.message.content, usage?.completion_tokens, choices[0]?.finish_reason]
    }
    expect(await ask()).toEqual(['Hello,\nAda! Good day.', 6, 'stop'])
    expect(await ask({ max_completion_tokens: 4 })).toEqual(['Hello,\nAda!', 4, 'length'])
    server.next({ outputTokens: 7 })
    expect(await ask()).toEqual(['Hello,\nAda! Good day.Hello,', 7, 'stop'])
  })

  it('shows every request with its headers and its raw body, also those it refused', async () => {
    await using server = await fakeModelServer()
    const body = '{"model":"gpt-5","max_tokens":1,"max_tokens":2,"messages":[]}'
    await fetch(`${server.url}/chat/completions?api-version=1`, { method: 'POST', body, headers: { 'X-Trace': 'abc' } })
    expect(server.calls).toHaveLength(1)
    expect(server.calls[0]).toMatchObject({
      method: 'POST',
      path: '/v1/chat/completions',
      text: body,
      body: { max_tokens: 2 },
    })
    expect(server.calls[0]?.headers['x-trace']).toBe('abc')
    expect(server.bill).toEqual([])
  })

  it('gives each behaviour of next to one call, over that of behave, over the defaults', async () => {
    await using server = await fakeModelServer({
      outputTokens: 1,
      reasoningTokens: 1,
      behave: ({ headers }) => (headers['x-long'] === 'yes' ? { outputTokens: 20 } : {}),
    })
    const ask = async (headers = {}): Promise<number | undefined> =>
      (await clientOf(server).chat.completions.create(hello, { headers })).usage?.completion_tokens
    server.next({ outputTokens: 3 }, (request) => ({ outputTokens: request.id.length }))
    expect([await ask({ 'x-long': 'yes' }), await ask(), await ask({ 'x-long': 'yes' }), await ask()]).toEqual([
      3, 6, 20, 1,
    ])
    expect(billTotal(server.bill)).toEqual({
      calls: 4,
      inputTokens: 12,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 30,
      reasoningTokens: 4,
    })
  })

  it('answers the same prompt with the same words, fewer being the beginning of more, and another seed with others', async () => {
    await using server = await fakeModelServer({ outputTokens: 12 })
    await using other = await fakeModelServer({ outputTokens: 12, seed: 1 })
    const text = async (from: { url: string }, more = {}): Promise<string> =>
      (await clientOf(from).chat.completions.create({ ...hello, ...more })).choices[0]?.message.content ?? ''
    const first = await text(server)
    expect(await text(server)).toBe(first)
    expect(first).toHaveLength(12 * 5 - 1)
    expect(first.startsWith(await text(server, { max_completion_tokens: 7 }))).toBe(true)
    expect(await text(other)).not.toBe(first)
    expect(await text(server, { messages: [{ role: 'user', content: 'hello, world' }] })).not.toBe(first)
  })

  it('bills what the headers of a replayed trace say', async () => {
    await using server = await fakeModelServer()
    const headers = { 'x-fake-input-tokens': '1155', 'x-fake-output-tokens': '211' }
    const { usage } = await clientOf(server).chat.completions.create(hello, { headers })
    expect(usage).toMatchObject({ prompt_tokens: 1_155, completion_tokens: 211 })
    expect(billTotal(server.bill)).toMatchObject({ inputTokens: 1_155, outputTokens: 211 })
  })

  it('refuses a header that is no number of tokens', async () => {
    await using server = await fakeModelServer()
    for (const value of ['-1', '1.5', 'many', '1e3', '99999999']) {
      const call = clientOf(server).chat.completions.create(hello, { headers: { 'x-fake-output-tokens': value } })
      await expect(call).rejects.toMatchObject({ status: 400, param: 'x-fake-output-tokens' })
    }
  })

  it('counts the input by the given function', async () => {
    await using server = await fakeModelServer({ countTokens: (text) => text.split(' ').length })
    const content = [
      { type: 'text' as const, text: 'one two' },
      { type: 'text' as const, text: ' three' },
    ]
    const { usage } = await clientOf(server).chat.completions.create({
      model: 'm',
      messages: [{ role: 'user', content }],
    })
    expect(usage?.prompt_tokens).toBe(3)
  })

  it('keeps no bodies when told so', async () => {
    await using server = await fakeModelServer({ keepBodies: false })
    await clientOf(server).chat.completions.create(hello)
    expect(server.calls[0]).toMatchObject({ text: '', body: undefined })
    expect(server.bill[0]).toMatchObject({ inputTokens: 3, request: undefined })
  })

  it('waits on the given clock', async () => {
    const clock = fakeClock(0)
    await using server = await fakeModelServer({ clock, firstByteDelayMs: 60_000 })
    const answer = clientOf(server).chat.completions.create(hello)
    while (clock.pending === 0) await sleep(1)
    expect(server.open).toBe(1)
    clock.advance(60_000)
    expect((await answer).created).toBe(0)
    expect(server.bill[0]?.startedAt).toBe(0)
  })

  it('tells the caller when a function of a behaviour throws, once', async () => {
    await using server = await fakeModelServer({ outputTokens: () => -1 })
    const call = new OpenAI({ baseURL: server.url, apiKey: 'none' }).chat.completions.create(hello)
    await expect(call).rejects.toThrow('500 RangeError: A behaviour gave -1 tokens')
    expect(server.calls).toHaveLength(1)
    expect(server.bill).toEqual([])
  })

  it('forgets a client that leaves before its body is complete', async () => {
    await using server = await fakeModelServer()
    const { port } = new URL(server.url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.write('POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"model"')
    while (server.open === 0) await sleep(1)
    socket.destroy()
    await server.idle()
    expect(server.calls).toEqual([])
    expect(server.bill).toEqual([])
  })

  it('ends every connection on close, also those in the middle of an answer', async () => {
    const server = await fakeModelServer({ fault: { kind: 'stalled', afterChunks: 3 } })
    const stream = await clientOf(server).chat.completions.create({ ...hello, stream: true })
    const chunks = stream[Symbol.asyncIterator]()
    for (let chunk = 0; chunk < 3; chunk += 1) await chunks.next()
    const ended = expect(chunks.next()).rejects.toThrow()
    expect(server.open).toBe(1)
    await server.close()
    await server.close()
    await ended
    expect(server.open).toBe(0)
    expect(server.bill).toHaveLength(1)
    expect(server.bill[0]).toMatchObject({ aborted: true, outputTokens: 2 })
    await expect(fetch(server.url)).rejects.toThrow()
  })

  it('bills calls that come at once, each exactly', async () => {
    await using server = await fakeModelServer()
    const client = clientOf(server)
    const sizes = Array.from({ length: 200 }, (_, call) => (call * 7) % 50)
    const reported = await Promise.all(
      sizes.map(async (size) => {
        const headers = { 'x-fake-output-tokens': String(size) }
        return (await client.chat.completions.create(hello, { headers })).usage?.completion_tokens
      }),
    )
    expect(reported).toEqual(sizes)
    expect(billTotal(server.bill).outputTokens).toBe(sizes.reduce((sum, size) => sum + size, 0))
    expect(new Set(server.bill.map(({ id }) => id)).size).toBe(200)
  })
})
