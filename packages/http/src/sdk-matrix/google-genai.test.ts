import { ApiError, FunctionCallingConfigMode, type GenerateContentParameters, GoogleGenAI } from '@google/genai'
import { describe, expect, it } from '@jest/globals'
import type { Limiter, Usage } from '@llm-limit/core'
import { type FakeModelServer, fakeModelServer } from '@llm-limit/testing'
import '../context.js'
import { createLimiter } from '../create-limiter.js'
import { meteredFetch } from '../metered-fetch.js'

const ADA = { user: 'ada' }
const ASK = { model: 'gemini-2.5-pro', contents: 'Where am I?' }
const STREAM = '/v1beta/models/gemini-2.5-pro:streamGenerateContent'
const BODY = { contents: [{ role: 'user', parts: [{ text: 'Where am I?' }] }] }
const JSON_TYPE = { 'content-type': 'application/json' }

interface Line {
  readonly usage: Usage
  readonly estimated: boolean
  readonly outcome: string
}

/** What came of the work, and the ledger lines of its calls. */
async function runWith<Value>(limiter: Limiter<'default'>, work: () => Promise<Value>) {
  const lines: Line[] = []
  limiter.on('attempt-ended', (line) => void lines.push(line))
  const result = await limiter.run({ subject: ADA, call: { inputTokens: 0, maxOutputTokens: 1 } }, () =>
    work().then(
      (value) => ({ value, error: undefined }),
      (error: unknown) => ({ value: undefined, error }),
    ),
  )
  if (result.outcome !== 'admitted') throw new Error('The run was not admitted.')
  return { lines, ...result.value }
}

const roomy = (): Limiter<'default'> => createLimiter({ quotas: ['900k tokens / hour', '$5 / day'] })

/** Of 10,000 tokens an hour; what passes 12,000 is refused. */
async function spent(tokens: number): Promise<Limiter<'default'>> {
  const limiter = createLimiter({ quotas: ['10k tokens / hour'] })
  await limiter.run({ subject: ADA }, (admission) => admission.settle({ inputTokens: tokens, outputTokens: 0 }))
  return limiter
}

function modelsAt({ origin }: FakeModelServer, options: object = {}): GoogleGenAI['models'] {
  return new GoogleGenAI({ apiKey: 'none', httpOptions: { fetch: meteredFetch, baseUrl: origin }, ...options }).models
}

async function lastOf<Value>(stream: AsyncIterable<Value>): Promise<Value | undefined> {
  let last: Value | undefined
  for await (const value of stream) last = value
  return last
}

describe('the Google SDK with a metered fetch', () => {
  it.each([false, true])('throws ApiError 429 with what to wait, and asks nobody (stream: %s)', async (stream) => {
    await using server = await fakeModelServer()
    const long = { ...ASK, contents: 'word '.repeat(2_000) }
    const { error } = await runWith(await spent(11_500), async () =>
      stream ? modelsAt(server).generateContentStream(long) : modelsAt(server).generateContent(long),
    )
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ status: 429 })
    const { error: body } = JSON.parse(error instanceof Error ? error.message : '{}')
    expect(body).toMatchObject({ code: 429, status: 'RESOURCE_EXHAUSTED' })
    expect(body.details[1].retryDelay).toMatch(/^\d+s$/)
    expect(server.calls).toHaveLength(0)
  })

  it.each([
    ['generateContent', false, ''],
    ['streamGenerateContent', true, 'alt=sse'],
  ])(
    'serves the cheaper model where the rung says so, by the path of %s, its query kept',
    async (method, stream, query) => {
      await using server = await fakeModelServer({ outputTokens: 900 })
      const asked: GenerateContentParameters = { ...ASK, config: { maxOutputTokens: 1_000, temperature: 0.5 } }
      const { value } = await runWith(await spent(9_950), async () =>
        stream ? lastOf(await modelsAt(server).generateContentStream(asked)) : modelsAt(server).generateContent(asked),
      )
      const [call] = server.calls
      expect([call?.path, call?.query.toString()]).toEqual([`/v1beta/models/gemini-2.5-flash:${method}`, query])
      expect(call?.body).toEqual({
        ...BODY,
        generationConfig: { temperature: 0.5, maxOutputTokens: 500, thinkingConfig: { thinkingBudget: 250 } },
      })
      expect(value).toMatchObject({ modelVersion: 'gemini-2.5-flash', candidates: [{ finishReason: 'MAX_TOKENS' }] })
    },
  )

  it.each([
    ['gemini-2.5-pro', { thinkingBudget: 4_000 }, 'gemini-2.5-flash', { thinkingBudget: 250 }],
    ['gemini-2.5-flash', { thinkingBudget: 600 }, 'gemini-2.5-flash-lite', { thinkingBudget: 0 }],
    ['gemini-2.5-flash', { thinkingBudget: 0 }, 'gemini-2.5-flash-lite', { thinkingBudget: 0 }],
    ['gemini-3.1-pro-preview', undefined, 'gemini-3.8-flash', { thinkingLevel: 'LOW' }],
    ['gemini-3.8-flash', undefined, 'gemini-3.5-flash-lite', undefined],
  ])(
    'cuts thinking with the cap, so that the API still takes the call: %s with %j',
    async (model, thinkingConfig, served, expected) => {
      await using server = await fakeModelServer({ outputTokens: 900 })
      const config = { maxOutputTokens: 1_000, ...(thinkingConfig === undefined ? {} : { thinkingConfig }) }
      const { value, error } = await runWith(await spent(9_950), () =>
        modelsAt(server).generateContent({ ...ASK, model, config }),
      )
      expect(error).toBeUndefined()
      expect(value?.modelVersion).toBe(served)
      const generationConfig = { maxOutputTokens: 500, ...(expected === undefined ? {} : { thinkingConfig: expected }) }
      expect(server.calls[0]?.body).toEqual({ ...BODY, generationConfig })
    },
  )

  it('keeps the model where a cheaper one might fail: a cache is that of one model', async () => {
    await using server = await fakeModelServer()
    const config = { cachedContent: 'cachedContents/1', maxOutputTokens: 100 }
    await runWith(await spent(9_950), () => modelsAt(server).generateContent({ ...ASK, config }))
    expect(server.calls[0]?.path).toBe('/v1beta/models/gemini-2.5-pro:generateContent')
  })

  it.each(['every', 'twice', 'last', 'first'] as const)('adds nothing up when usage comes %s', async (usage) => {
    await using server = await fakeModelServer({ outputTokens: 33, reasoningTokens: 9, inputTokens: 100, usage })
    const { lines } = await runWith(roomy(), async () => lastOf(await modelsAt(server).generateContentStream(ASK)))
    expect(lines).toMatchObject([
      { usage: { inputTokens: 100, outputTokens: 33 }, estimated: false, outcome: 'finished' },
    ])
  })

  it('settles a call of several candidates and of functions', async () => {
    await using server = await fakeModelServer({ outputTokens: 21 })
    const config = {
      candidateCount: 2,
      tools: [{ functionDeclarations: [{ name: 'locate' }] }],
      toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } },
    }
    const { value, lines } = await runWith(roomy(), () => modelsAt(server).generateContent({ ...ASK, config }))
    const call = { content: { parts: [{ functionCall: { name: 'locate' } }] } }
    expect(value?.candidates).toMatchObject([call, call])
    expect(lines).toMatchObject([{ usage: { outputTokens: 42 } }])
  })

  it('settles a stream that its reader leaves with what the chunks told until then', async () => {
    await using server = await fakeModelServer({
      outputTokens: 60,
      reasoningTokens: 20,
      inputTokens: 100,
      chunkDelayMs: 2,
    })
    const { lines } = await runWith(roomy(), async () => {
      let chunks = 0
      const abort = new AbortController()
      const asked = { ...ASK, config: { abortSignal: abort.signal } }
      for await (const _ of await modelsAt(server).generateContentStream(asked)) {
        chunks += 1
        if (chunks === 5) break
      }
      abort.abort()
    })
    await server.idle()
    const [line] = server.bill
    expect(line?.aborted).toBe(true)
    expect(lines).toMatchObject([{ outcome: 'aborted', usage: { inputTokens: 100 } }])
    // Twenty thoughts and four words were told; what the server sent beyond that, nobody read.
    expect(lines[0]?.usage.outputTokens).toBeGreaterThanOrEqual(24)
    expect(lines[0]?.usage.outputTokens).toBeLessThanOrEqual((line?.outputTokens ?? 0) + 2)
  })

  it.each(['every', 'never'] as const)(
    'ends a stream at its budget as the API would at its cap, when usage comes %s',
    async (usage) => {
      await using server = await fakeModelServer({ outputTokens: 20_000, ignoresCap: true, words: ['word'], usage })
      const limiter = createLimiter({ quotas: ['1k tokens / hour'], expects: { outputTokens: 100 } })
      const { value, lines, error } = await runWith(limiter, async () => {
        const reasons: unknown[] = []
        let told: unknown
        for await (const { candidates, usageMetadata } of await modelsAt(server).generateContentStream(ASK)) {
          const reason = candidates?.[0]?.finishReason
          if (reason !== undefined) reasons.push(reason)
          told = usageMetadata?.candidatesTokenCount
        }
        return { reasons, told }
      })
      await server.idle()
      expect(error).toBeUndefined()
      expect(value?.reasons).toEqual(['MAX_TOKENS'])
      expect(lines).toMatchObject([{ outcome: 'stopped', usage: { outputTokens: value?.told } }])
      expect(lines[0]?.usage.outputTokens).toBeGreaterThan(1_100)
      expect(lines[0]?.usage.outputTokens).toBeLessThanOrEqual(1_210)
      expect(server.bill).toMatchObject([{ aborted: true }])
      if (usage === 'every') expect(server.bill[0]?.outputTokens).toBeLessThan(20_000)
    },
  )

  it('settles embeddings by what was measured: the API reports nothing', async () => {
    await using server = await fakeModelServer()
    const asked = { model: 'gemini-embedding-001', contents: ['x'.repeat(400), 'y'.repeat(400)] }
    const { value, lines } = await runWith(roomy(), () => modelsAt(server).embedContent(asked))
    expect(value?.embeddings).toHaveLength(2)
    expect(lines).toHaveLength(1)
    expect(lines[0]?.usage.outputTokens).toBe(0)
  })

  it('meters Vertex by its paths', async () => {
    await using server = await fakeModelServer({ outputTokens: 12 })
    const { lines } = await runWith(roomy(), () => modelsAt(server, { vertexai: true }).generateContent(ASK))
    expect(server.calls[0]?.path).toMatch(/\/publishers\/google\/models\/gemini-2\.5-pro:generateContent$/)
    expect(lines).toMatchObject([{ usage: { model: 'gemini-2.5-pro', outputTokens: 12 } }])
  })
})

describe('a metered fetch of a Gemini call', () => {
  it('reads a stream that is a JSON array', async () => {
    await using server = await fakeModelServer({ outputTokens: 12, inputTokens: 100 })
    const init = { method: 'POST', body: JSON.stringify(BODY) }
    const { value, lines } = await runWith(roomy(), async () =>
      (await meteredFetch(server.origin + STREAM, init)).json(),
    )
    expect(value).toHaveLength(13)
    expect(lines).toMatchObject([{ usage: { inputTokens: 100, outputTokens: 12 }, estimated: false }])
  })

  it.each([
    [
      'a Request',
      (url: string) =>
        meteredFetch(
          new Request(url, {
            method: 'POST',
            body: JSON.stringify(BODY),
            headers: { ...JSON_TYPE, 'x-goog-api-key': 'k' },
          }),
        ),
    ],
    [
      'bytes',
      (url: string) =>
        meteredFetch(url, {
          method: 'post',
          body: new TextEncoder().encode(JSON.stringify(BODY)),
          headers: { ...JSON_TYPE, 'x-goog-api-key': 'k' },
        }),
    ],
    [
      'a Blob',
      (url: string) =>
        meteredFetch(new URL(url), {
          method: 'POST',
          body: new Blob([JSON.stringify(BODY)]),
          headers: { ...JSON_TYPE, 'x-goog-api-key': 'k' },
        }),
    ],
  ])('sees it in %s too, keeps its fields, and swaps its model', async (_, ask) => {
    await using server = await fakeModelServer({ outputTokens: 12 })
    const { lines } = await runWith(await spent(9_950), async () =>
      (await ask(`${server.origin}/v1beta/models/gemini-2.5-pro:generateContent?x=1`)).json(),
    )
    const [call] = server.calls
    expect(call?.path).toBe('/v1beta/models/gemini-2.5-flash:generateContent')
    expect(call?.query.toString()).toBe('x=1')
    expect(call?.headers).toMatchObject({ 'x-goog-api-key': 'k', 'content-type': 'application/json' })
    expect(lines).toMatchObject([{ usage: { model: 'gemini-2.5-flash', outputTokens: 12 } }])
  })

  it('leaves a Request that is no model call as it is', async () => {
    await using server = await fakeModelServer()
    const request = new Request(`${server.origin}/elsewhere`, { method: 'POST', body: '{"a":1}', headers: JSON_TYPE })
    const { lines } = await runWith(roomy(), () => meteredFetch(request))
    expect(server.calls).toMatchObject([{ path: '/elsewhere', body: { a: 1 } }])
    // Of the run itself, which made no call.
    expect(lines).toMatchObject([{ estimated: true, usage: { inputTokens: 0, outputTokens: 1 } }])
  })

  it('is aborted by the signal of its Request, and charged', async () => {
    await using server = await fakeModelServer({ firstByteDelayMs: 60_000, inputTokens: 100 })
    const abort = new AbortController()
    const { error, lines } = await runWith(roomy(), () => {
      const init = { method: 'POST', body: JSON.stringify(BODY), headers: JSON_TYPE, signal: abort.signal }
      const asked = meteredFetch(new Request(server.origin + STREAM, init))
      setTimeout(() => abort.abort(), 100)
      return asked
    })
    expect(error).toMatchObject({ name: 'AbortError' })
    expect(lines).toMatchObject([{ outcome: 'aborted' }])
  })
})
