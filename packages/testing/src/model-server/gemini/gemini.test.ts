import { describe, expect, it } from '@jest/globals'
import { fakeModelServer } from '../fake-model-server.js'
import { faults } from '../fault.js'

const GENERATE = '/v1beta/models/gemini-2.5-flash:generateContent'
const STREAM = '/v1beta/models/gemini-2.5-flash:streamGenerateContent'
const contents = [{ role: 'user', parts: [{ text: 'Where are you?' }] }]

async function post(origin: string, path: string, body: object): Promise<Response> {
  return fetch(origin + path, { method: 'POST', body: JSON.stringify(body) })
}

async function eventsOf(response: Response) {
  const text = await response.text()
  return text.split('\n\n').flatMap((event) => (event === '' ? [] : [JSON.parse(event.slice('data: '.length))]))
}

describe('the fake Gemini', () => {
  it('answers in JSON, and reports what it bills, leaving away what is 0', async () => {
    await using server = await fakeModelServer({ outputTokens: 5 })
    const response = await post(server.origin, GENERATE, { contents })
    expect(await response.json()).toMatchObject({
      candidates: [
        { content: { role: 'model', parts: [{ text: expect.any(String) }] }, finishReason: 'STOP', index: 0 },
      ],
      usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 5, totalTokenCount: 9 },
      modelVersion: 'gemini-2.5-flash',
    })
    expect(server.bill).toMatchObject([{ model: 'gemini-2.5-flash', inputTokens: 4, outputTokens: 5 }])
  })

  it('tells thoughts and cached input apart, and bills each candidate up to the cap', async () => {
    await using server = await fakeModelServer({ outputTokens: 50, reasoningTokens: 6, cacheReadTokens: 3 })
    const generationConfig = { maxOutputTokens: 10, candidateCount: 2 }
    const { candidates, usageMetadata } = await (
      await post(server.origin, GENERATE, { contents, generationConfig })
    ).json()
    expect(usageMetadata).toEqual({
      promptTokenCount: 4,
      cachedContentTokenCount: 3,
      candidatesTokenCount: 8,
      thoughtsTokenCount: 12,
      totalTokenCount: 24,
    })
    expect(candidates.map(({ finishReason }: { finishReason: string }) => finishReason)).toEqual([
      'MAX_TOKENS',
      'MAX_TOKENS',
    ])
    expect(server.bill).toMatchObject([{ outputTokens: 20, reasoningTokens: 12 }])
  })

  it('streams with alt=sse, the sum so far on every chunk, and ends without [DONE]', async () => {
    await using server = await fakeModelServer({ outputTokens: 3 })
    const events = await eventsOf(await post(server.origin, `${STREAM}?alt=sse`, { contents }))
    expect(events.map(({ usageMetadata }) => usageMetadata.candidatesTokenCount)).toEqual([1, 2, 3, 3])
    expect(events.at(-1)?.candidates[0].finishReason).toBe('STOP')
  })

  it('sends the chunks of a stream as one array without it', async () => {
    await using server = await fakeModelServer({ outputTokens: 3 })
    const response = await post(server.origin, STREAM, { contents })
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toHaveLength(4)
    expect(server.bill).toMatchObject([{ outputTokens: 3, stream: false }])
  })

  it('calls the function that it must call, whole, and not one in which the cap was reached', async () => {
    await using server = await fakeModelServer({ outputTokens: 8 })
    const tools = [{ functionDeclarations: [{ name: 'find' }] }]
    const toolConfig = { functionCallingConfig: { mode: 'ANY' } }
    const body = { contents, tools, toolConfig }
    const { candidates } = await (await post(server.origin, GENERATE, body)).json()
    expect(candidates[0].content.parts).toEqual([
      { functionCall: { name: 'find', args: { text: expect.any(String) } } },
    ])
    const events = await eventsOf(await post(server.origin, `${STREAM}?alt=sse`, body))
    expect(events[0].candidates[0].content.parts).toEqual(candidates[0].content.parts)
    const cut = await (
      await post(server.origin, GENERATE, { ...body, generationConfig: { maxOutputTokens: 4 } })
    ).json()
    expect(cut.candidates[0]).toMatchObject({ content: { parts: [] }, finishReason: 'MAX_TOKENS' })
    expect(server.bill.map(({ outputTokens }) => outputTokens)).toEqual([8, 8, 4])
  })

  it.each([
    ['no contents', {}],
    ['empty parts', { contents: [{ parts: [] }] }],
    ['a role that nobody has', { contents: [{ role: 'assistant', parts: [{ text: 'a' }] }] }],
    ['a member that nobody knows', { contents, max_tokens: 5 }],
    ['a member in both spellings', { contents, generationConfig: {}, generation_config: {} }],
    ['an unknown member of the config', { contents, generationConfig: { maxTokens: 5 } }],
    ['a cap of 0', { contents, generationConfig: { maxOutputTokens: 0 } }],
    ['too many candidates', { contents, generationConfig: { candidateCount: 9 } }],
    ['too large a budget', { contents, generationConfig: { thinkingConfig: { thinkingBudget: 30_000 } } }],
    ['a level before Gemini 3', { contents, generationConfig: { thinkingConfig: { thinkingLevel: 'LOW' } } }],
  ])('refuses %s with 400 in the shape of the API, unbilled', async (_, body) => {
    await using server = await fakeModelServer()
    const response = await post(server.origin, GENERATE, body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 400, status: 'INVALID_ARGUMENT' } })
    expect(server.bill).toEqual([])
  })

  it('tells in the details of a 429 which quota it was and when to come again', async () => {
    await using server = await fakeModelServer()
    server.next({ fault: faults.rateLimited({ retryAfterMs: 1_500 }) }, { fault: faults.quotaExhausted() })
    const { error } = await (await post(server.origin, GENERATE, { contents })).json()
    expect(error).toMatchObject({ code: 429, status: 'RESOURCE_EXHAUSTED' })
    expect(JSON.stringify(error.details)).toMatch(/PerMinute.*"retryDelay":"1.5s"/)
    const second = await (await post(server.origin, GENERATE, { contents })).json()
    expect(JSON.stringify(second.error.details)).toContain('PerDay')
  })

  it('embeds one text or many, and tells nothing of the usage that it bills', async () => {
    await using server = await fakeModelServer()
    const content = { parts: [{ text: 'abcdefgh' }] }
    const one = await (await post(server.origin, '/v1beta/models/e:embedContent', { content })).json()
    const requests = [{ content }, { content }]
    const many = await (await post(server.origin, '/v1beta/models/e:batchEmbedContents', { requests })).json()
    expect(many).toEqual({ embeddings: [one.embedding, one.embedding] })
    expect(server.bill.map(({ inputTokens }) => inputTokens)).toEqual([2, 4])
  })
})
