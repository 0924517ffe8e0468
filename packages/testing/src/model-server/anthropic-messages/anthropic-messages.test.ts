import { describe, expect, it } from '@jest/globals'
import type { Behaviour } from '../behaviour.js'
import { type FakeModelServer, fakeModelServer } from '../fake-model-server.js'
import { faults } from '../fault.js'

const ASK = { model: 'claude-sonnet-4-5', max_tokens: 100, messages: [{ role: 'user', content: 'Where am I?' }] }

interface Said {
  readonly status: number
  readonly body: Record<string, unknown>
}

function post({ url }: FakeModelServer, body: unknown): Promise<Response> {
  return fetch(`${url}/messages`, { method: 'POST', body: JSON.stringify(body), headers: { connection: 'close' } })
}

async function say(body: unknown, behaviour: Behaviour = {}): Promise<Said> {
  await using server = await fakeModelServer(behaviour)
  const response = await post(server, body)
  return { status: response.status, body: JSON.parse(await response.text()) }
}

interface StreamedEvent {
  readonly type: string
  readonly index?: number
  readonly message?: object
  readonly content_block?: { readonly type: string; readonly name?: string }
  readonly delta?: { readonly type: string; readonly partial_json?: string }
  readonly usage?: { readonly output_tokens: number }
}

interface Streamed {
  readonly names: readonly string[]
  readonly events: readonly StreamedEvent[]
  readonly bill: FakeModelServer['bill']
}

async function stream(behaviour: Behaviour, body: object = {}): Promise<Streamed> {
  await using server = await fakeModelServer(behaviour)
  const text = await (await post(server, { ...ASK, ...body, stream: true })).text()
  await server.idle()
  const parts = text.split('\n\n').filter((part) => part !== '')
  return {
    names: parts.map((part) => /^event: (.*)$/m.exec(part)?.[1] ?? ''),
    events: parts.map((part) => JSON.parse(part.slice(part.indexOf('data: ') + 6))),
    bill: server.bill,
  }
}

const TOOLS = { tools: [{ name: 'locate', input_schema: {} }], tool_choice: { type: 'any' } }

describe('a message as JSON', () => {
  it('has text, a stop reason and usage with its cached parts apart', async () => {
    const { body } = await say(ASK, {
      outputTokens: 3,
      inputTokens: 50,
      cacheReadTokens: 20,
      cacheWriteTokens: 10,
      reasoningTokens: 1,
    })
    expect(body).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      content: [{ type: 'thinking', thinking: '' }, { type: 'text' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 20, cache_read_input_tokens: 20, cache_creation_input_tokens: 10, output_tokens: 3 },
    })
  })

  it('calls the tool that it must, and stops at the cap', async () => {
    const whole = await say({ ...ASK, ...TOOLS })
    expect(whole.body).toMatchObject({ stop_reason: 'tool_use', content: [{ type: 'tool_use', name: 'locate' }] })
    expect(JSON.stringify(whole.body['content'])).toContain('"text"')
    const cut = await say({ ...ASK, ...TOOLS, max_tokens: 5 })
    expect(cut.body).toMatchObject({ stop_reason: 'max_tokens', content: [{ input: {} }], usage: { output_tokens: 5 } })
    const warm = await say({ ...ASK, max_tokens: 0 })
    expect(warm.body).toMatchObject({ stop_reason: 'max_tokens', content: [], usage: { output_tokens: 0 } })
  })

  it('says no usage when it is told to say none', async () => {
    expect((await say(ASK, { usage: 'never' })).body).not.toHaveProperty('usage')
  })
})

describe('a message as a stream', () => {
  it('begins with the input, ends with the output, and bills both', async () => {
    const { names, events, bill } = await stream({ outputTokens: 2, inputTokens: 7 })
    expect(names).toEqual([
      'message_start',
      'ping',
      'content_block_start',
      'content_block_delta',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ])
    expect(events.map(({ type }) => type)).toEqual(names)
    expect(events[0]?.message).toMatchObject({
      content: [],
      stop_reason: null,
      usage: { input_tokens: 7, output_tokens: 1 },
    })
    expect(events[6]).toMatchObject({ delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } })
    expect(bill).toMatchObject([{ inputTokens: 7, outputTokens: 2, aborted: false }])
  })

  it('opens and closes a block for thinking and one for each tool call', async () => {
    const toolCalls = [{ name: 'locate' }, { name: 'look' }]
    const { events } = await stream({ outputTokens: 20, reasoningTokens: 4, toolCalls })
    const started = events.filter(({ type }) => type === 'content_block_start')
    expect(started.map(({ index, content_block: block }) => [index, block?.type, block?.name])).toEqual([
      [0, 'thinking', undefined],
      [1, 'tool_use', 'locate'],
      [2, 'tool_use', 'look'],
    ])
    expect(events.filter(({ type }) => type === 'content_block_stop').map(({ index }) => index)).toEqual([0, 1, 2])
    const json = events.filter(({ delta }) => delta?.type === 'input_json_delta')
    for (const tool of [1, 2])
      expect(() =>
        JSON.parse(
          json
            .filter(({ index }) => index === tool)
            .map(({ delta }) => delta?.partial_json)
            .join(''),
        ),
      ).not.toThrow()
    expect(events.at(-2)?.usage).toMatchObject({ output_tokens: 20, output_tokens_details: { thinking_tokens: 4 } })
  })

  it('says usage as often as it is told, as sums', async () => {
    const outputs = async (usage: Behaviour['usage']): Promise<unknown[]> => {
      const { events } = await stream({ outputTokens: 2, usage })
      return events.filter(({ type }) => type === 'message_delta').map((event) => event.usage?.output_tokens)
    }
    expect(await outputs('last')).toEqual([2])
    expect(await outputs('twice')).toEqual([2, 2])
    expect((await outputs('every')).slice(-3)).toEqual([2, 2, 2])
    expect(await outputs('never')).toEqual([undefined])
  })

  it('bills what was sent when it breaks off, and tells an error as the API does', async () => {
    const fault = { kind: 'error-event', afterChunks: 5 } as const
    const { names, events, bill } = await stream({ outputTokens: 50, reasoningTokens: 3, fault })
    expect(names.at(-1)).toBe('error')
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { type: 'api_error' } })
    expect(bill).toMatchObject([{ aborted: true, outputTokens: 3, reasoningTokens: 3 }])
    const on = await stream({ outputTokens: 50, onAbort: 'bills-on', fault })
    expect(on.bill).toMatchObject([{ aborted: true, outputTokens: 50 }])
  })
})

describe('what the API refuses', () => {
  const older = { ...ASK, model: 'claude-sonnet-4-5' }
  const newer = { ...ASK, model: 'claude-opus-5-5' }
  const enabled = (budget_tokens: number) => ({ type: 'enabled', budget_tokens })

  it.each([
    [{ ...ASK, max_tokens: undefined }, 'max_tokens: Field required'],
    [{ ...ASK, max_tokens: '5' }, 'max_tokens: Input should be a valid integer'],
    [{ ...ASK, max_tokens: -1 }, 'greater than or equal to 0'],
    [{ ...ASK, model: undefined }, 'model: Field required'],
    [{ ...ASK, messages: [] }, 'at least one message'],
    [{ ...ASK, messages: [{ role: 'tool', content: 'x' }] }, 'messages.0.role'],
    [{ ...ASK, messages: [{ role: 'user', content: [{ text: 'x' }] }] }, 'messages.0.content.0.type'],
    [{ ...ASK, stream_options: {} }, 'stream_options: Extra inputs are not permitted'],
    [{ ...ASK, max_completion_tokens: 5 }, 'Extra inputs are not permitted'],
    [{ ...older, thinking: enabled(1_000), max_tokens: 5_000 }, 'greater than or equal to 1024'],
    [{ ...older, thinking: enabled(2_000), max_tokens: 2_000 }, 'must be greater than `thinking.budget_tokens`'],
    [{ ...older, thinking: { type: 'adaptive' } }, 'thinking.type.adaptive'],
    [{ ...older, temperature: 1, top_p: 1 }, 'cannot both be specified'],
    [{ ...newer, thinking: enabled(2_000), max_tokens: 5_000 }, 'thinking.type.enabled'],
    [{ ...newer, top_k: 5 }, '`top_k` is deprecated'],
    [{ ...newer, messages: [...ASK.messages, { role: 'assistant', content: '{' }] }, 'prefill'],
  ])('%j: %s', async (body, message) => {
    const said = await say(body)
    expect(said).toMatchObject({ status: 400, body: { type: 'error', error: { type: 'invalid_request_error' } } })
    expect(JSON.stringify(said.body)).toContain(message.replaceAll('"', '\\"'))
  })

  it.each([
    [{ ...older, thinking: enabled(1_024), max_tokens: 1_025 }],
    [
      {
        ...older,
        thinking: { type: 'disabled' },
        temperature: 0.5,
        messages: [...ASK.messages, { role: 'assistant', content: '{' }],
      },
    ],
    [{ ...newer, thinking: { type: 'adaptive' }, output_config: { effort: 'low' } }],
    [{ ...ASK, model: 'claude-opus-4-6', thinking: enabled(2_000), max_tokens: 5_000 }],
  ])('but takes %j', async (body) => {
    expect((await say(body)).status).toBe(200)
  })

  it('has a type of error for each status', async () => {
    const typeOf = async (status: number): Promise<unknown> =>
      (await say(ASK, { fault: { kind: 'error', status } })).body['error']
    expect(await typeOf(529)).toMatchObject({ type: 'overloaded_error' })
    expect(await typeOf(413)).toMatchObject({ type: 'request_too_large' })
    const { body } = await say(ASK, { fault: faults.rateLimited() })
    expect(body).toMatchObject({ error: { type: 'rate_limit_error', details: { error_code: 'rate_limit_exceeded' } } })
  })
})
