import { describe, expect, it } from '@jest/globals'
import { InvalidCallError } from '@llm-limit/core'
import { wireOf } from '@llm-limit/providers'
import { estimateTokens } from '@llm-limit/tokenizer'
import { estimateCall, estimateEmbedding } from './estimate.js'
import type { CallOptions, Message } from './model.js'
import { SDKS } from './sdks.fixture.js'
import { stage } from './stage.fixture.js'
import { tokensOf, user } from './tokens-of.fixture.js'

const tool = {
  type: 'function',
  name: 'weather',
  description: 'The weather in a city.',
  inputSchema: { type: 'object', properties: { city: { type: 'string' }, unit: { enum: ['C', 'F'] } } },
}

const CONVERSATION: readonly Message[] = [
  { role: 'system', content: 'You are a friendly assistant who answers in one sentence.' },
  user({ type: 'text', text: 'Is it warm in Rome, and is it raining there?' }),
  {
    role: 'assistant',
    content: [{ type: 'tool-call', toolCallId: 'c1', toolName: 'weather', input: { city: 'Rome' } } as never],
  },
  {
    role: 'tool',
    content: [
      {
        type: 'tool-result',
        toolCallId: 'c1',
        toolName: 'weather',
        output: { type: 'json', value: { sky: 'blue' } },
      } as never,
    ],
  },
]

describe.each(SDKS)('the estimate of a call, $name', (sdk) => {
  const image = 'iVBORw0KGgo='
  const data = sdk.name === 'ai 7' ? { type: 'data', data: image } : image

  it.each<[name: string, options: CallOptions]>([
    ['a conversation with a tool', { prompt: CONVERSATION, tools: [tool] }],
    ['a schema', { prompt: CONVERSATION, responseFormat: { type: 'json', schema: tool.inputSchema } }],
    ['an image', { prompt: [user({ type: 'file', mediaType: 'image/png', data })] }],
  ])('is near what is estimated of its request on the wire, and not below: %s', async (_, options) => {
    await using scene = await stage(sdk)
    await scene.openai.chat('gpt-5').doGenerate(options as never)
    const [{ path, body } = { path: '', body: undefined }] = scene.server.calls
    const found = wireOf(path, body)
    const onWire = found?.wire.read(found.request, estimateTokens).inputTokens ?? 0
    const { inputTokens } = estimateCall('gpt-5', options)
    expect(onWire).toBeGreaterThan(0)
    expect(inputTokens).toBeGreaterThanOrEqual(onWire * 0.95)
    expect(inputTokens).toBeLessThanOrEqual(onWire * 1.3)
  })
})

describe('the estimate of other parts', () => {
  it('counts reasoning and the reason of a refused tool as text', () => {
    const text = 'I should look at the weather first. '.repeat(20)
    expect(tokensOf({ type: 'reasoning', text })).toBe(tokensOf({ type: 'text', text }))
    const denied = { type: 'tool-result', toolName: 't', output: { type: 'execution-denied', reason: text } }
    expect(tokensOf(denied)).toBeGreaterThan(estimateTokens(text))
  })

  it('counts a part of a kind that nobody knows by all that it holds', () => {
    const secret = 'encrypted '.repeat(100)
    expect(tokensOf({ type: 'custom', kind: 'a.b', providerOptions: { a: { secret } } })).toBeGreaterThan(100)
  })

  it('names the service tier that is asked for', () => {
    const tierOf = (serviceTier: string) =>
      estimateCall('gpt-5', { prompt: [], providerOptions: { openai: { serviceTier } } }).serviceTier
    expect(['flex', 'priority', 'fast', 'auto'].map(tierOf)).toEqual(['flex', 'priority', 'priority', undefined])
  })

  it('of an embedding has no answer, and no other model can serve it', () => {
    const estimate = estimateEmbedding('text-embedding-3-small', { values: ['a sunny day', 'a rainy night'] })
    expect(estimate).toMatchObject({ model: 'text-embedding-3-small', maxOutputTokens: 0 })
    expect(estimate.inputTokens).toBeGreaterThanOrEqual(6)
    expect(estimate.servableBy?.('text-embedding-3-large')).toBe(false)
  })

  it('rejects what cannot be measured', () => {
    let deep: object = {}
    for (let i = 0; i < 600; i += 1) deep = { deep }
    const call = { type: 'tool-call', toolCallId: 'c', toolName: 't', input: deep }
    expect(() => estimateCall('gpt-5', { prompt: [user(call)] })).toThrow(InvalidCallError)
    expect(() => estimateCall('gpt-5', { prompt: [], maxOutputTokens: -1 })).toThrow(InvalidCallError)
  })
})
