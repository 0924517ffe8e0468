import type { JsonObject } from '../json.js'

const response: JsonObject = {
  id: 'resp_1',
  object: 'response',
  created_at: 1_763_700_000,
  status: 'in_progress',
  error: null,
  incomplete_details: null,
  instructions: null,
  max_output_tokens: null,
  model: 'gpt-5-2025-08-07',
  output: [],
  parallel_tool_calls: true,
  service_tier: 'default',
  tool_choice: 'auto',
  tools: [],
  usage: null,
}

export const USAGE: JsonObject = {
  input_tokens: 37,
  input_tokens_details: { cached_tokens: 8, cache_write_tokens: 0 },
  output_tokens: 91,
  output_tokens_details: { reasoning_tokens: 64 },
  total_tokens: 128,
}

const reasoning = { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'Think it over.' }] }
const part = { type: 'output_text', annotations: [], logprobs: [], text: 'Grüße 😀' }
const message = { id: 'msg_1', type: 'message', status: 'completed', role: 'assistant', content: [part] }
const call = {
  id: 'fc_1',
  type: 'function_call',
  status: 'completed',
  call_id: 'call_1',
  name: 'find',
  arguments: '{"q":"a"}',
}

const at = (index: number, id: string): JsonObject => ({ output_index: index, item_id: id })

/** The events of a response with reasoning, a text and a tool call, in the API's order. */
export const RECORDED: readonly JsonObject[] = [
  { type: 'response.created', response },
  { type: 'response.in_progress', response },
  { type: 'response.output_item.added', output_index: 0, item: { id: 'rs_1', type: 'reasoning', summary: [] } },
  {
    type: 'response.reasoning_summary_part.added',
    ...at(0, 'rs_1'),
    summary_index: 0,
    part: { type: 'summary_text', text: '' },
  },
  { type: 'response.reasoning_summary_text.delta', ...at(0, 'rs_1'), summary_index: 0, delta: 'Think it' },
  { type: 'response.reasoning_summary_text.delta', ...at(0, 'rs_1'), summary_index: 0, delta: ' over.' },
  { type: 'response.reasoning_summary_text.done', ...at(0, 'rs_1'), summary_index: 0, text: 'Think it over.' },
  { type: 'response.reasoning_summary_part.done', ...at(0, 'rs_1'), summary_index: 0, part: reasoning.summary[0] },
  { type: 'response.output_item.done', output_index: 0, item: reasoning },
  { type: 'response.output_item.added', output_index: 1, item: { ...message, status: 'in_progress', content: [] } },
  { type: 'response.content_part.added', ...at(1, 'msg_1'), content_index: 0, part: { ...part, text: '' } },
  {
    type: 'response.output_text.delta',
    ...at(1, 'msg_1'),
    content_index: 0,
    logprobs: [],
    delta: 'Grüße',
    obfuscation: 'xY',
  },
  { type: 'response.output_text.delta', ...at(1, 'msg_1'), content_index: 0, logprobs: [], delta: ' 😀' },
  { type: 'response.output_text.done', ...at(1, 'msg_1'), content_index: 0, logprobs: [], text: part.text },
  { type: 'response.content_part.done', ...at(1, 'msg_1'), content_index: 0, part },
  { type: 'response.output_item.done', output_index: 1, item: message },
  { type: 'response.output_item.added', output_index: 2, item: { ...call, status: 'in_progress', arguments: '' } },
  { type: 'response.function_call_arguments.delta', ...at(2, 'fc_1'), delta: '{"q":' },
  { type: 'response.function_call_arguments.delta', ...at(2, 'fc_1'), delta: '"a"}' },
  { type: 'response.function_call_arguments.done', ...at(2, 'fc_1'), name: 'find', arguments: '{"q":"a"}' },
  { type: 'response.output_item.done', output_index: 2, item: call },
  {
    type: 'response.completed',
    response: { ...response, status: 'completed', output: [reasoning, message, call], usage: USAGE },
  },
].map((event, sequence) => ({ sequence_number: sequence, ...event }))

export function written(events: readonly JsonObject[]): string {
  return events.map((event) => `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`).join('')
}
