import { type FakeModelServerOptions, fakeClock, fakeModelServer, multibyteWords } from '@llm-limit/testing'

/** A valid answer of one API, as its fake server gives it. */
export interface RecordedAnswer {
  readonly api: string
  readonly isStream: boolean
  readonly text: string
}

const CHAT = { model: 'gpt-5', messages: [{ role: 'user', content: 'Go on.' }] }
const CLAUDE = { ...CHAT, model: 'claude-opus-5-5', max_tokens: 400 }
const RESPONSE = { model: 'gpt-5', input: 'Go on.' }
const CONTENTS = { contents: [{ role: 'user', parts: [{ text: 'Go on.' }] }] }
const GEMINI = '/v1beta/models/gemini-2.5-pro'

interface Asked {
  readonly api: string
  readonly isStream: boolean
  readonly path: string
  readonly body: object
}

const ASKED: readonly Asked[] = [
  { api: 'openai-chat', isStream: false, path: '/v1/chat/completions', body: CHAT },
  {
    api: 'openai-chat',
    isStream: true,
    path: '/v1/chat/completions',
    body: { ...CHAT, n: 2, stream: true, stream_options: { include_usage: true } },
  },
  { api: 'openai-responses', isStream: false, path: '/v1/responses', body: RESPONSE },
  { api: 'openai-responses', isStream: true, path: '/v1/responses', body: { ...RESPONSE, stream: true } },
  { api: 'anthropic-messages', isStream: false, path: '/v1/messages', body: CLAUDE },
  { api: 'anthropic-messages', isStream: true, path: '/v1/messages', body: { ...CLAUDE, stream: true } },
  { api: 'gemini', isStream: false, path: `${GEMINI}:generateContent`, body: CONTENTS },
  { api: 'gemini', isStream: true, path: `${GEMINI}:streamGenerateContent?alt=sse`, body: CONTENTS },
  {
    api: 'openai-embeddings',
    isStream: false,
    path: '/v1/embeddings',
    body: { model: 'text-embedding-3-small', input: 'a' },
  },
]

const BEHAVIOURS: readonly FakeModelServerOptions[] = [
  { outputTokens: 12, words: multibyteWords },
  { outputTokens: 12, toolCalls: [{ name: 'get_weather' }, { name: 'find_exit' }] },
  { outputTokens: 12, reasoningTokens: 5, cacheReadTokens: 1, usage: 'every' },
  { outputTokens: 6, usage: 'twice', style: { lineEnd: '\r\n', comments: true, byteOrderMark: true } },
  { outputTokens: 6, usage: 'first', style: { lineEnd: '\r', obfuscation: true, done: false } },
  { outputTokens: 6, fault: { kind: 'error-event', afterChunks: 4 } },
  { fault: { kind: 'error', status: 429, message: 'Slow down.' } },
]

const RPC = 'type.googleapis.com/google.rpc'
const METRIC = 'generativelanguage.googleapis.com/generate_content_free_tier_requests'

/** Errors as real servers give them, and the fake one does not. */
const ERRORS: Readonly<Record<string, object>> = {
  'openai-chat': {
    error: {
      code: 429,
      message: 'Rate limit exceeded. Please try again in 6m0s.',
      metadata: {
        headers: { 'X-RateLimit-Limit': '20', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': 1_760_000_000_000 },
      },
    },
  },
  'openai-responses': {
    error: { type: 'insufficient_quota', code: 'insufficient_quota', message: 'No credit.', param: null },
  },
  'anthropic-messages': {
    type: 'error',
    error: { type: 'rate_limit_error', message: 'Slow down.' },
    request_id: 'req_1',
  },
  gemini: {
    error: {
      code: 429,
      status: 'RESOURCE_EXHAUSTED',
      message: 'No.',
      details: [
        {
          '@type': `${RPC}.QuotaFailure`,
          violations: [{ quotaMetric: METRIC, quotaId: 'GenerateRequestsPerDayPerProject', quotaValue: '250' }],
        },
        { '@type': `${RPC}.RetryInfo`, retryDelay: '36.96s' },
      ],
    },
  },
}

/** Every API in every behaviour, and its errors. The same each time. */
export async function recordAnswers(): Promise<readonly RecordedAnswer[]> {
  const recorded: RecordedAnswer[] = []
  for (const behaviour of BEHAVIOURS) {
    await using server = await fakeModelServer({ ...behaviour, clock: fakeClock(0) })
    for (const { api, isStream, path, body } of ASKED) {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${server.origin}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
      recorded.push({ api, isStream: isStream && answer.ok, text: await answer.text() })
    }
  }
  const errors = Object.entries(ERRORS).map(([api, error]) => ({ api, isStream: false, text: JSON.stringify(error) }))
  // Once more for each behaviour: they are as likely as other answers.
  return [...recorded, ...BEHAVIOURS.flatMap(() => errors)]
}
