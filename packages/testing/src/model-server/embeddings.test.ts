import { describe, expect, it } from '@jest/globals'
import OpenAI from 'openai'
import { fakeModelServer } from './fake-model-server.js'

describe('embeddings', () => {
  it('give the openai SDK one vector of length 1 for each text, and bill the input', async () => {
    await using server = await fakeModelServer()
    const client = new OpenAI({ baseURL: server.url, apiKey: 'none', maxRetries: 0 })
    const { data, usage } = await client.embeddings.create({
      model: 'text-embedding-3-small',
      input: ['hello', 'world!!'],
      dimensions: 8,
    })
    expect(data.map(({ index, embedding }) => [index, embedding.length])).toEqual([
      [0, 8],
      [1, 8],
    ])
    for (const { embedding } of data) expect(Math.hypot(...embedding)).toBeCloseTo(1, 5)
    expect(usage).toEqual({ prompt_tokens: 4, total_tokens: 4 })
    expect(server.bill).toMatchObject([
      { path: '/v1/embeddings', model: 'text-embedding-3-small', inputTokens: 4, outputTokens: 0 },
    ])
  })

  it('take tokens for text, one list of them or several', async () => {
    await using server = await fakeModelServer()
    const client = new OpenAI({ baseURL: server.url, apiKey: 'none', maxRetries: 0 })
    expect((await client.embeddings.create({ model: 'm', input: [1, 2, 3] })).data).toHaveLength(1)
    expect((await client.embeddings.create({ model: 'm', input: [[1, 2], [3]] })).data).toHaveLength(2)
    expect(server.bill.map(({ inputTokens }) => inputTokens)).toEqual([3, 3])
  })

  it('are the same for the same text, in numbers and in base64', async () => {
    await using server = await fakeModelServer()
    const client = new OpenAI({ baseURL: server.url, apiKey: 'none', maxRetries: 0 })
    const decoded = await client.embeddings.create({ model: 'm', input: 'hello' })
    const plain = await client.embeddings.create({ model: 'm', input: 'hello', encoding_format: 'float' })
    expect(plain.data[0]?.embedding).toEqual(Array.from(decoded.data[0]?.embedding ?? []))
  })

  it('fail as told, and refuse what OpenAI refuses', async () => {
    await using server = await fakeModelServer()
    const client = new OpenAI({ baseURL: server.url, apiKey: 'none', maxRetries: 0 })
    server.next({ fault: { kind: 'error', status: 503 } })
    await expect(client.embeddings.create({ model: 'm', input: 'hello' })).rejects.toMatchObject({ status: 503 })
    for (const [body, param] of [
      [{ model: 'm' }, 'input'],
      [{ model: 'm', input: [] }, 'input'],
      [{ model: 'm', input: [1.5] }, 'input'],
      [{ model: 'm', input: ['a', {}] }, 'input'],
      [{ model: 'm', input: 'a', dimensions: 0 }, 'dimensions'],
    ] as const) {
      const response = await fetch(`${server.url}/embeddings`, { method: 'POST', body: JSON.stringify(body) })
      expect([response.status, await response.json()]).toMatchObject([400, { error: { param } }])
    }
    expect(server.bill).toEqual([])
  })
})
