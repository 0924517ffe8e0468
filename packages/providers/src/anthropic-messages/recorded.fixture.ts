/** The data of an event. */
export interface Recorded {
  readonly type: string
  readonly [member: string]: unknown
}

/** One event as the API writes it. */
export function event(data: Recorded): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`
}

const MESSAGE = {
  id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5-20250929',
  content: [],
  stop_reason: null,
  stop_sequence: null,
}

const USAGE = {
  input_tokens: 472,
  cache_creation_input_tokens: 200,
  cache_read_input_tokens: 1_000,
  cache_creation: { ephemeral_5m_input_tokens: 150, ephemeral_1h_input_tokens: 50 },
  service_tier: 'standard',
}

const textDelta = (index: number, text: string) => ({
  type: 'content_block_delta',
  index,
  delta: { type: 'text_delta', text },
})
const jsonDelta = (partial_json: string) => ({
  type: 'content_block_delta',
  index: 2,
  delta: { type: 'input_json_delta', partial_json },
})

/** After https://platform.claude.com/docs/en/build-with-claude/streaming: thinking, text and a tool call, with a cached prompt. */
export const toolStream: readonly Recorded[] = [
  {
    type: 'message_start',
    message: { ...MESSAGE, usage: { ...USAGE, output_tokens: 2 } },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'They want the weather.' } },
  {
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'signature_delta', signature: 'EqQBCgIYAhIM1gbcDa9GJwZA2b3h' },
  },
  { type: 'content_block_stop', index: 0 },
  { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
  { type: 'ping' },
  textDelta(1, 'Okay'),
  textDelta(1, ", let's check the weather in Zürich 🚀:"),
  { type: 'content_block_stop', index: 1 },
  {
    type: 'content_block_start',
    index: 2,
    content_block: { type: 'tool_use', id: 'toolu_01T1x1fJ34qAmk2tNTrN7Up6', name: 'get_weather', input: {} },
  },
  jsonDelta(''),
  jsonDelta('{"location":'),
  jsonDelta(' "Zürich"'),
  jsonDelta('}'),
  { type: 'content_block_stop', index: 2 },
  { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 89 } },
  { type: 'message_stop' },
]

/** The same answer as JSON. */
export const toolAnswer: Recorded = {
  ...MESSAGE,
  content: [
    { type: 'thinking', thinking: 'They want the weather.', signature: 'EqQBCgIYAhIM1gbcDa9GJwZA2b3h' },
    { type: 'text', text: "Okay, let's check the weather in Zürich 🚀:" },
    { type: 'tool_use', id: 'toolu_01T1x1fJ34qAmk2tNTrN7Up6', name: 'get_weather', input: { location: 'Zürich' } },
  ],
  stop_reason: 'tool_use',
  usage: { ...USAGE, output_tokens: 89 },
}
