import { describe, expect, it } from '@jest/globals'
import OpenAI from 'openai'
import { type FakeModelServer, fakeModelServer } from '../fake-model-server.js'
import { faults } from '../fault.js'

const ASK = { model: 'gpt-5', input: 'Where?' }
const clientOf = ({ url }: FakeModelServer): OpenAI => new OpenAI({ baseURL: url, apiKey: 'none', maxRetries: 0 })

async function post({ url }: FakeModelServer, body: unknown): Promise<{ status: number; error: unknown }> {
  const response = await fetch(`${url}/responses`, { method: 'POST', body: JSON.stringify(body) })
  return { status: response.status, error: ((await response.json()) as { error: unknown }).error }
}

describe('fake model server, asked for a response', () => {
  it('gives the openai SDK text, usage and an end, and bills what it says', async () => {
    await using server = await fakeModelServer({
      outputTokens: 9,
      reasoningTokens: 4,
      inputTokens: 50,
      cacheReadTokens: 20,
    })
    const answer = await clientOf(server).responses.create(ASK)
    expect(answer.output.map(({ type }) => type)).toEqual(['reasoning', 'message'])
    expect(answer.output_text.split(' ')).toHaveLength(5)
    expect(answer).toMatchObject({ status: 'completed', incomplete_details: null })
    expect(answer.usage).toMatchObject({
      input_tokens: 50,
      input_tokens_details: { cached_tokens: 20 },
      output_tokens: 9,
      output_tokens_details: { reasoning_tokens: 4 },
    })
    expect(server.bill).toMatchObject([{ inputTokens: 50, outputTokens: 9, reasoningTokens: 4, stream: false }])
  })

  it.each([
    ['a text', {}],
    ['reasoning and a text', { reasoningTokens: 4 }],
    ['calls of tools', { toolCalls: [{ name: 'f', arguments: { a: 1 } }, { name: 'g' }] }],
    ['a text cut off', { outputTokens: 40 }],
    ['nothing but reasoning', { outputTokens: 40, reasoningTokens: 40 }],
  ])('streams the same that it answers in JSON: %s', async (_, behaviour) => {
    await using server = await fakeModelServer({ outputTokens: 12, ...behaviour })
    const { responses } = clientOf(server)
    const body = { ...ASK, max_output_tokens: 20 }
    const answer = await responses.create(body)
    const streamed = await responses.stream(body).finalResponse()
    const comparable = ({ output, status, usage }: OpenAI.Responses.Response): string =>
      JSON.stringify({ output, status, usage })
        .replaceAll(/fake-\d+/g, 'id')
        .replaceAll(/,"parsed(?:_arguments)?":null/g, '')
    expect(comparable(streamed)).toBe(comparable(answer))
    expect(server.bill[1]).toMatchObject({ outputTokens: answer.usage?.output_tokens, stream: true })
  })

  it('numbers its events, and ends without [DONE]', async () => {
    await using server = await fakeModelServer({ outputTokens: 3 })
    const types: string[] = []
    for await (const event of await clientOf(server).responses.create({ ...ASK, stream: true })) {
      expect(event.sequence_number).toBe(types.length)
      types.push(event.type)
    }
    expect(types).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
  })

  it('is incomplete at its cap, also in the middle of a call', async () => {
    await using server = await fakeModelServer({ outputTokens: 40, toolCalls: [{ name: 'f' }] })
    const answer = await clientOf(server).responses.create({ ...ASK, max_output_tokens: 16 })
    expect(answer).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output: [{ type: 'function_call', name: 'f', status: 'incomplete' }],
      usage: { output_tokens: 16 },
    })
  })

  it('calls the function that it must', async () => {
    await using server = await fakeModelServer()
    const tool = { type: 'function' as const, name: 'find', parameters: {}, strict: false }
    for (const choice of ['required' as const, { type: 'function' as const, name: 'find' }]) {
      const { output } = await clientOf(server).responses.create({ ...ASK, tools: [tool], tool_choice: choice })
      expect(output).toMatchObject([{ type: 'function_call', name: 'find', status: 'completed' }])
    }
  })

  it('bills a stream that the client leaves what it sent', async () => {
    await using server = await fakeModelServer({ outputTokens: 50, chunkDelayMs: 2, reasoningTokens: 6 })
    const stream = await clientOf(server).responses.create({ ...ASK, stream: true })
    for await (const event of stream) if (event.type === 'response.output_text.delta') break
    await server.idle()
    const [line] = server.bill
    expect(line).toMatchObject({ aborted: true, reasoningTokens: 6 })
    expect(line?.outputTokens).toBeGreaterThanOrEqual(7)
    expect(line?.outputTokens).toBeLessThan(50)
  })

  it("fails in the middle of a stream with the API's own event, and bills what it sent", async () => {
    await using server = await fakeModelServer({ outputTokens: 9, fault: { kind: 'error-event', afterChunks: 6 } })
    const types: string[] = []
    for await (const { type } of await clientOf(server).responses.create({ ...ASK, stream: true })) types.push(type)
    expect(types.slice(5)).toEqual(['response.output_text.delta', 'error'])
    expect(server.bill).toMatchObject([{ aborted: true, outputTokens: 2 }])
  })

  it('fails as told before it answers', async () => {
    await using server = await fakeModelServer({ fault: faults.rateLimited() })
    await expect(clientOf(server).responses.create(ASK)).rejects.toBeInstanceOf(OpenAI.RateLimitError)
    expect(server.bill).toEqual([])
  })

  it('says no usage when told so', async () => {
    await using server = await fakeModelServer({ usage: 'never' })
    expect((await clientOf(server).responses.create(ASK)).usage).toBeUndefined()
  })

  it.each([
    ['no model', { input: 'hi' }, { param: 'model', code: 'missing_required_parameter' }],
    ['no input', { model: 'm' }, { code: 'missing_required_parameter' }],
    ['a number for input', { model: 'm', input: 5 }, { param: 'input', code: 'invalid_type' }],
    ['an unknown role', { model: 'm', input: [{ role: 'boss', content: 'hi' }] }, { param: 'input[0].role' }],
    [
      "chat's parts",
      { model: 'm', input: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] },
      { code: 'invalid_value' },
    ],
    ["chat's messages", { model: 'm', messages: [] }, { param: 'messages', code: 'unsupported_parameter' }],
    ["chat's cap", { ...ASK, max_tokens: 50 }, { param: 'max_tokens', code: 'unsupported_parameter' }],
    ["chat's usage", { ...ASK, stream: true, stream_options: { include_usage: true } }, { code: 'unknown_parameter' }],
    ["chat's tools", { ...ASK, tools: [{ type: 'function', function: { name: 'f' } }] }, { param: 'tools[0].name' }],
    ['a cap below 16', { ...ASK, max_output_tokens: 15 }, { code: 'integer_below_min_value' }],
  ])('answers 400 to %s, and bills nothing', async (_, body, error) => {
    await using server = await fakeModelServer()
    expect(await post(server, body)).toMatchObject({ status: 400, error: { type: 'invalid_request_error', ...error } })
    expect(server.bill).toEqual([])
  })

  it.each([{ previous_response_id: 'resp_1' }, { conversation: 'conv_1' }, { prompt: { id: 'pmpt_1' } }])(
    'needs no input beside %j',
    async (state) => {
      await using server = await fakeModelServer()
      expect((await clientOf(server).responses.create({ model: 'gpt-5', ...state })).status).toBe('completed')
    },
  )
})
