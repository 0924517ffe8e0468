import type { JsonObject } from '@llm-limit/providers'

/** A valid request of one API, as rich as requests come. */
export interface Sample {
  readonly api: string
  readonly path: string
  readonly body: JsonObject
}

const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg=='
const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string', description: 'Name of the city' }, days: { enum: [1, 2, 3] } },
  required: ['city'],
}
const TOOL = { name: 'get_weather', description: 'Tells the weather in a city.', parameters: SCHEMA }

const chat: JsonObject = {
  model: 'gpt-5',
  messages: [
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      name: 'ada',
      content: [
        { type: 'text', text: 'Grüße aus 東京 🚀: what is this?' },
        { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}`, detail: 'high' } },
        { type: 'input_audio', input_audio: { data: PNG, format: 'wav' } },
        { type: 'file', file: { file_id: 'file-1' } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Oslo"}' } }],
    },
    { role: 'tool', tool_call_id: 'call_1', content: 'Rain.' },
  ],
  tools: [{ type: 'function', function: TOOL }],
  tool_choice: 'auto',
  n: 2,
  max_completion_tokens: 300,
  max_tokens: 200,
  reasoning_effort: 'low',
  stream_options: { include_usage: true },
  response_format: { type: 'json_schema', json_schema: { name: 'weather', schema: SCHEMA } },
  prediction: { type: 'content', content: 'Rain.' },
  logit_bias: { 50256: -100 },
  stop: ['\n'],
  user: 'ada',
  temperature: 0.5,
  service_tier: 'flex',
}

const responses: JsonObject = {
  model: 'gpt-5',
  instructions: 'Be brief.',
  previous_response_id: 'resp_1',
  prompt: { id: 'pmpt_1', variables: { city: 'Oslo' } },
  input: [
    {
      role: 'user',
      content: [
        { type: 'input_text', text: 'What is this? müde 👩‍💻' },
        { type: 'input_image', image_url: `data:image/png;base64,${PNG}`, detail: 'auto' },
        { type: 'input_file', file_id: 'file-1' },
      ],
    },
    { type: 'function_call', call_id: 'call_1', name: 'get_weather', arguments: '{"city":"Oslo"}' },
    { type: 'function_call_output', call_id: 'call_1', output: 'Rain.' },
    { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Hm.' }], encrypted_content: PNG },
  ],
  tools: [{ type: 'function', ...TOOL, strict: true }, { type: 'web_search' }],
  max_output_tokens: 400,
  max_tool_calls: 3,
  reasoning: { effort: 'high', summary: 'auto' },
  text: { format: { type: 'json_schema', name: 'weather', schema: SCHEMA }, verbosity: 'low' },
  service_tier: 'auto',
  background: false,
  store: false,
}

const messages: JsonObject = {
  model: 'claude-opus-4-5',
  max_tokens: 3_000,
  system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral', ttl: '1h' } }],
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Where am I? жить' },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } },
        { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: PNG },
        { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: { city: 'Oslo' } },
      ],
    },
    {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'Rain.' }] }],
    },
  ],
  tools: [
    { name: 'get_weather', description: 'Tells the weather.', input_schema: SCHEMA },
    { type: 'web_search_20250305', name: 'web_search', max_uses: 2 },
  ],
  tool_choice: { type: 'auto' },
  thinking: { type: 'enabled', budget_tokens: 2_000 },
  stop_sequences: ['END'],
  metadata: { user_id: 'ada' },
  service_tier: 'auto',
}

const gemini: JsonObject = {
  contents: [
    {
      role: 'user',
      parts: [
        { text: 'Where is the exit? 한국어' },
        { inlineData: { mimeType: 'image/png', data: PNG } },
        { fileData: { mimeType: 'video/mp4', fileUri: 'https://example.com/a.mp4' }, videoMetadata: { fps: 2 } },
      ],
    },
    {
      role: 'model',
      parts: [{ functionCall: { name: 'find_exit', args: { floor: 2 } } }, { text: 'Hm.', thought: true }],
    },
    { role: 'user', parts: [{ functionResponse: { name: 'find_exit', response: { exit: 'left' } } }] },
  ],
  systemInstruction: { parts: [{ text: 'Be brief.' }] },
  tools: [
    { functionDeclarations: [{ name: 'find_exit', description: 'Finds the exit.', parametersJsonSchema: SCHEMA }] },
    { googleSearch: {} },
  ],
  generationConfig: {
    maxOutputTokens: 500,
    candidateCount: 1,
    thinkingConfig: { thinkingBudget: 200, includeThoughts: true },
    responseMimeType: 'application/json',
    responseSchema: SCHEMA,
    mediaResolution: 'MEDIA_RESOLUTION_LOW',
  },
  cachedContent: 'cachedContents/1',
  safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
}

const uiMessages = [
  {
    id: 'm1',
    role: 'user',
    parts: [
      { type: 'text', text: 'Hello.' },
      { type: 'file', mediaType: 'image/png', url: `data:image/png;base64,${PNG}` },
    ],
  },
]

export const SAMPLES: readonly Sample[] = [
  { api: 'openai-chat', path: '/v1/chat/completions', body: chat },
  { api: 'openai-chat', path: '/v1/chat/completions', body: { ...chat, stream: true } },
  { api: 'openai-chat', path: '/openai/deployments/gpt-5/chat/completions', body: chat },
  { api: 'openai-responses', path: '/v1/responses', body: responses },
  { api: 'openai-responses', path: '/v1/responses', body: { ...responses, stream: true } },
  {
    api: 'openai-embeddings',
    path: '/v1/embeddings',
    body: { model: 'text-embedding-3-small', input: ['a', 'b'], dimensions: 256 },
  },
  { api: 'openai-embeddings', path: '/v1/embeddings', body: { model: 'text-embedding-3-small', input: [[1, 2], [3]] } },
  { api: 'anthropic-messages', path: '/v1/messages', body: messages },
  { api: 'anthropic-messages', path: '/v1/messages', body: { ...messages, stream: true } },
  { api: 'gemini', path: '/v1beta/models/gemini-2.5-pro:generateContent', body: gemini },
  { api: 'gemini', path: '/v1beta/models/gemini-2.5-pro:streamGenerateContent', body: gemini },
  {
    api: 'gemini-embeddings',
    path: '/v1beta/models/gemini-embedding-001:batchEmbedContents',
    body: { requests: [{ model: 'models/gemini-embedding-001', content: { parts: [{ text: 'a' }] } }] },
  },
  { api: 'generic', path: '/api/ask', body: { prompt: 'What is this?', model: 'gpt-5', max_tokens: 100 } },
  { api: 'generic', path: '/api/chat', body: { id: 'c1', messages: uiMessages, trigger: 'submit-message' } },
]

/** Requests that ask for little, so that their answers are longer than what is held for them. */
export const SHORT_SAMPLES: readonly Sample[] = [
  {
    api: 'openai-chat',
    path: '/v1/chat/completions',
    body: { model: 'gpt-5', messages: [{ role: 'user', content: 'Go on.' }] },
  },
  { api: 'openai-responses', path: '/v1/responses', body: { model: 'gpt-5', input: 'Go on.' } },
  {
    api: 'anthropic-messages',
    path: '/v1/messages',
    body: { model: 'claude-opus-5-5', max_tokens: 30, messages: [{ role: 'user', content: 'Go on.' }] },
  },
  {
    api: 'gemini',
    path: '/v1beta/models/gemini-2.5-pro:streamGenerateContent',
    body: { contents: [{ role: 'user', parts: [{ text: 'Go on.' }] }] },
  },
]
