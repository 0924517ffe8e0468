import { describe, expect, it } from '@jest/globals'
import { fakeModelServer } from '../fake-model-server.js'

const messages = [{ role: 'user', content: 'hi' }]

async function post(url: string, body: unknown): Promise<{ status: number; error: Record<string, unknown> }> {
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const { error } = (await response.json()) as { error: Record<string, unknown> }
  return { status: response.status, error }
}

describe('fake model server, given a request that OpenAI refuses', () => {
  const refused: [why: string, body: unknown, error: Record<string, unknown>][] = [
    ['no JSON', '{"model":', { message: 'We could not parse the JSON body of your request.', param: null, code: null }],
    ['an array', [], { message: 'We could not parse the JSON body of your request.' }],
    ['no model', { messages }, { message: 'you must provide a model parameter' }],
    ['no messages', { model: 'm' }, { param: 'messages', code: 'missing_required_parameter' }],
    ['messages in a string', { model: 'm', messages: 'hi' }, { param: 'messages', code: 'invalid_type' }],
    ['empty messages', { model: 'm', messages: [] }, { param: 'messages', code: 'empty_array' }],
    ['a message without a role', { model: 'm', messages: [{ content: 'hi' }] }, { param: 'messages[0].role' }],
    ['an unknown role', { model: 'm', messages: [{ role: 'boss', content: 'hi' }] }, { code: 'invalid_value' }],
    ['a user without content', { model: 'm', messages: [{ role: 'user' }] }, { param: 'messages[0].content' }],
    ['a cap in a string', { model: 'm', messages, max_tokens: '4096' }, { param: 'max_tokens', code: 'invalid_type' }],
    ['a cap of 0', { model: 'm', messages, max_completion_tokens: 0 }, { code: 'integer_below_min_value' }],
    ['a fractional cap', { model: 'm', messages, max_tokens: 1.5 }, { code: 'invalid_type' }],
    [
      'a cap out of range',
      `{"model":"m","messages":${JSON.stringify(messages)},"max_tokens":1e309}`,
      { code: 'invalid_type' },
    ],
    ['n above 128', { model: 'm', messages, n: 129 }, { param: 'n', code: 'integer_above_max_value' }],
    ['stream in a string', { model: 'm', messages, stream: 'yes' }, { param: 'stream', code: 'invalid_type' }],
    [
      'stream options without a stream',
      { model: 'm', messages, stream_options: { include_usage: true } },
      { param: 'stream_options' },
    ],
  ]

  it.each(refused)('answers 400 to %s, and bills nothing', async (_, body, error) => {
    await using server = await fakeModelServer()
    expect(await post(server.url, body)).toMatchObject({
      status: 400,
      error: { type: 'invalid_request_error', ...error },
    })
    expect(server.bill).toEqual([])
  })

  it('answers 404 to an unknown address and 405 to another method, and keeps its next behaviour', async () => {
    await using server = await fakeModelServer()
    server.next({ outputTokens: 3 })
    expect((await fetch(`${server.url}/completions`, { method: 'POST' })).status).toBe(404)
    expect((await fetch(`${server.url}/chat/completions`)).status).toBe(405)
    const response = await fetch(`${server.url}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'm', messages }),
    })
    expect(await response.json()).toMatchObject({ usage: { completion_tokens: 3 } })
  })

  it('takes null for an absent field, and an assistant without content', async () => {
    await using server = await fakeModelServer()
    const body = {
      model: 'm',
      messages: [...messages, { role: 'assistant', tool_calls: [] }],
      n: null,
      max_tokens: null,
      stream: null,
    }
    const response = await fetch(`${server.url}/chat/completions`, { method: 'POST', body: JSON.stringify(body) })
    expect(response.status).toBe(200)
    expect(response.headers.get('x-request-id')).toBe(server.bill[0]?.id)
  })
})
