import { describe, expect, it } from '@jest/globals'
import OpenAI from 'openai'
import { type FakeModelServerOptions, fakeModelServer } from '../fake-model-server.js'

const hello = { model: 'gpt-5', messages: [{ role: 'user' as const, content: 'hello world' }] }

async function ask(options: FakeModelServerOptions, caps: Partial<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming>) {
  await using server = await fakeModelServer(options)
  const client = new OpenAI({ baseURL: server.url, apiKey: 'none', maxRetries: 0 })
  const { choices, usage } = await client.chat.completions.create({ ...hello, ...caps })
  expect(server.bill.map(({ outputTokens }) => outputTokens)).toEqual([usage?.completion_tokens])
  return { output: usage?.completion_tokens, reasons: choices.map((choice) => choice.finish_reason), choices }
}

describe('fake model server, given a cap', () => {
  it.each(['max_completion_tokens', 'max_tokens'])('shortens the answer to %s, and says so', async (field) => {
    expect(await ask({ outputTokens: 100 }, { [field]: 7 })).toMatchObject({ output: 7, reasons: ['length'] })
    expect(await ask({ outputTokens: 7 }, { [field]: 7 })).toMatchObject({ output: 7, reasons: ['stop'] })
    expect(await ask({ outputTokens: 6 }, { [field]: 7 })).toMatchObject({ output: 6, reasons: ['stop'] })
  })

  it('honours the smallest of two caps, the largest, or refuses both, as told', async () => {
    const both = { max_tokens: 1, max_completion_tokens: 50 }
    expect((await ask({ outputTokens: 100 }, both)).output).toBe(1)
    expect((await ask({ outputTokens: 100, whenBothCaps: 'largest' }, both)).output).toBe(50)
    await expect(ask({ whenBothCaps: 'refuse' }, both)).rejects.toMatchObject({ status: 400, param: 'max_tokens' })
  })

  it('refuses max_tokens for the models that do', async () => {
    const options = { refusesMaxTokens: (model: string) => model.startsWith('gpt-5') }
    await expect(ask(options, { max_tokens: 5 })).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter' })
    expect((await ask(options, { max_completion_tokens: 5 })).output).toBe(5)
    expect((await ask(options, { model: 'gpt-4o', max_tokens: 5 })).output).toBe(5)
  })

  it('bills each of n choices, each with its own words and its own cap', async () => {
    const { output, reasons, choices } = await ask({ outputTokens: 10 }, { n: 3, max_tokens: 4 })
    expect(output).toBe(12)
    expect(reasons).toEqual(['length', 'length', 'length'])
    expect(new Set(choices.map((choice) => choice.message.content)).size).toBe(3)
    for (const { message } of choices) expect(message.content?.split(' ')).toHaveLength(4)
  })

  it('counts reasoning under the cap, before any text', async () => {
    const { output, choices } = await ask({ outputTokens: 100, reasoningTokens: 30 }, { max_completion_tokens: 32 })
    expect(output).toBe(32)
    expect(choices[0]?.message.content?.split(' ')).toHaveLength(2)
    const cutShort = await ask({ outputTokens: 100, reasoningTokens: 30 }, { max_completion_tokens: 20 })
    expect(cutShort).toMatchObject({ output: 20, reasons: ['length'] })
    expect(cutShort.choices[0]?.message.content).toBe('')
  })
})
