import { describe, expect, it } from '@jest/globals'
import { type FakeModelServer, fakeModelServer } from '../fake-model-server.js'

const BODY = { model: 'm', messages: [{ role: 'user', content: 'hi' }], stream: true }

async function chunksOf({ url }: FakeModelServer, body: object): Promise<Record<string, unknown>[]> {
  const response = await fetch(`${url}/chat/completions`, { method: 'POST', body: JSON.stringify(body) })
  const events = (await response.text()).split('\n\n').filter((event) => event.startsWith('data: {'))
  return events.map((event) => JSON.parse(event.slice('data: '.length)))
}

const withUsage = (chunks: readonly Record<string, unknown>[]): Record<string, unknown>[] =>
  chunks.filter(({ usage }) => usage !== undefined && usage !== null)

describe("a chat server in another vendor's manner", () => {
  it("refuses what Mistral does not know, with Mistral's 422, and bills nothing", async () => {
    await using server = await fakeModelServer({ vendor: 'mistral' })
    for (const more of [{ stream_options: { include_usage: true } }, { max_completion_tokens: 5 }]) {
      const body = JSON.stringify({ ...BODY, ...more })
      const response = await fetch(`${server.url}/chat/completions`, { method: 'POST', body })
      expect([response.status, await response.json()]).toMatchObject([422, { object: 'error', code: null }])
    }
    expect(server.bill).toEqual([])
  })

  it('reports usage unasked on the last chunk with a choice, as Mistral does', async () => {
    await using server = await fakeModelServer({ vendor: 'mistral', outputTokens: 3 })
    const chunks = await chunksOf(server, { ...BODY, max_tokens: 2 })
    expect(withUsage(chunks)).toMatchObject([
      { choices: [{ finish_reason: 'length' }], usage: { completion_tokens: 2 } },
    ])
  })

  it('reports usage under x_groq, and once more where it is asked for, as Groq does', async () => {
    await using server = await fakeModelServer({ vendor: 'groq', outputTokens: 3 })
    const chunks = await chunksOf(server, BODY)
    expect(withUsage(chunks)).toEqual([])
    expect(chunks.at(-1)).toMatchObject({ x_groq: { usage: { completion_tokens: 3 } } })
    const asked = await chunksOf(server, { ...BODY, stream_options: { include_usage: true } })
    expect(withUsage(asked)).toMatchObject([{ choices: [], usage: { completion_tokens: 3 } }])
  })

  it('reports usage with its cost in one more chunk unasked, as OpenRouter does', async () => {
    await using server = await fakeModelServer({ vendor: 'openrouter', outputTokens: 3 })
    const usage = { completion_tokens: 3, cost: expect.any(Number) }
    expect(withUsage(await chunksOf(server, BODY))).toMatchObject([{ choices: [], usage }])
  })
})
