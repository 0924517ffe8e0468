import { describe, expect, it } from '@jest/globals'
import OpenAI from 'openai'
import { fakeModelServer } from './fake-model-server.js'

const weather = {
  type: 'function' as const,
  function: { name: 'weather', parameters: { type: 'object', properties: {} } },
}
const call = { model: 'gpt-5', messages: [{ role: 'user' as const, content: 'rain?' }], tools: [weather] }

describe('tool calls', () => {
  it('are made when the request demands one, with one word a token', async () => {
    await using server = await fakeModelServer({ outputTokens: 9 })
    const client = new OpenAI({ baseURL: server.url, apiKey: 'none', maxRetries: 0 })
    for (const tool_choice of ['required', { type: 'function', function: { name: 'weather' } }] as const) {
      const { choices, usage } = await client.chat.completions.create({ ...call, tool_choice })
      expect(choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } })
      const [made] = choices[0]?.message.tool_calls ?? []
      expect(made).toMatchObject({ type: 'function', function: { name: 'weather' } })
      const { text } = JSON.parse(made?.type === 'function' ? made.function.arguments : '') as { text: string }
      expect(text.split(' ')).toHaveLength(9)
      expect(usage?.completion_tokens).toBe(9)
    }
    expect((await client.chat.completions.create(call)).choices[0]?.message.tool_calls).toBeUndefined()
  })

  it('carry the arguments of the behaviour, streamed or not', async () => {
    const rome = { city: 'Rome', days: 3 }
    const toolCalls = [
      { name: 'weather', arguments: rome },
      { name: 'tide', arguments: { city: 'Ostia' } },
      { name: 'moon' },
    ]
    await using server = await fakeModelServer({ outputTokens: 10, toolCalls })
    const client = new OpenAI({ baseURL: server.url, apiKey: 'none', maxRetries: 0 })
    const whole = await client.chat.completions.create(call)
    const streamed = await client.chat.completions.stream(call).finalChatCompletion()
    const made = (answer: OpenAI.ChatCompletion) =>
      answer.choices[0]?.message.tool_calls?.map((tool) =>
        tool.type === 'function' ? [tool.function.name, tool.function.arguments] : [],
      )
    expect(made(whole)).toEqual([
      ['weather', JSON.stringify(rome)],
      ['tide', '{"city":"Ostia"}'],
      ['moon', expect.stringMatching(/^\{"text":"\w+ \w+ \w+"\}$/)],
    ])
    expect(made(streamed)).toEqual(made(whole))
    expect(streamed.choices[0]?.finish_reason).toBe('tool_calls')
    expect(server.bill.map(({ outputTokens }) => outputTokens)).toEqual([10, 10])
  })

  it('end in the middle of their arguments at the cap', async () => {
    await using server = await fakeModelServer({ outputTokens: 10, toolCalls: [{ name: 'weather' }, { name: 'tide' }] })
    const client = new OpenAI({ baseURL: server.url, apiKey: 'none', maxRetries: 0 })
    const { choices, usage } = await client.chat.completions.create({ ...call, max_completion_tokens: 3 })
    expect(choices[0]?.finish_reason).toBe('length')
    expect(choices[0]?.message.tool_calls).toHaveLength(1)
    expect(() => JSON.parse(JSON.stringify(choices[0]?.message.tool_calls?.[0]).slice(0, -2))).toThrow()
    expect(usage?.completion_tokens).toBe(3)
  })
})
