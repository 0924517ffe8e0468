import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { wireOf } from './wire-of.js'

const PATHS = [
  '/v1/chat/completions',
  '/openai/deployments/x/chat/completions',
  '/v1/responses',
  '/openai/deployments/x/responses',
  '/v1/embeddings',
  '/v1/messages',
  '/ai/chat',
  '',
]
const count = (text: string): number => Math.ceil(text.length / 4)

/** Everything that http does with a request; only the reading may refuse. */
function handle(path: string, body: unknown) {
  const found = wireOf(path, body)
  if (found === undefined) return undefined
  const { wire, request } = found
  const call = wire.read(request, count)
  const rewritten = wire.rewrite(request, { model: 'x', maxOutputTokens: 16 })
  call.servableBy?.('gpt-5-mini')
  call.servableBy?.('claude-haiku-4-5')
  return { name: wire.name, call, rewritten }
}

describe('wireOf', () => {
  it('prefers the specific API to the general shape', () => {
    const body = { model: 'gpt-5', messages: [] }
    expect(wireOf('/v1/chat/completions', body)?.wire.name).toBe('openai-chat')
    expect(wireOf('/ai/chat', body)?.wire.name).toBe('generic')
    expect(wireOf('/ai/chat', { prompt: 'hi' })?.wire.name).toBe('generic')
    expect(wireOf('/v1/messages', body)?.wire.name).toBe('anthropic-messages')
    expect(wireOf('/v1/responses', { model: 'gpt-5', input: 'hi' })?.wire.name).toBe('openai-responses')
    expect(wireOf('/v1/embeddings', { model: 'm', input: 'hi' })?.wire.name).toBe('openai-embeddings')
  })

  it.each([undefined, null, 'text', 5, true, [], [{ prompt: 'hi' }], {}, { model: 'gpt-5' }, Buffer.from('{}')])(
    'takes %p for no model call',
    (body) => {
      expect(wireOf('/v1/chat/completions', body)).toBeUndefined()
    },
  )

  it('takes counting for no model call', () => {
    expect(wireOf('/v1/messages/count_tokens', { model: 'claude-opus-5', messages: [] })).toBeUndefined()
  })

  it('reads any body without throwing, and gives whole numbers', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.double(),
      fc.constantFrom<unknown>('4096', Number.POSITIVE_INFINITY, -1, -0, 2 ** 53, '<|endoftext|>'),
    )
    const names = [
      'model',
      'messages',
      'prompt',
      'n',
      'max_tokens',
      'max_completion_tokens',
      'stream',
      'stream_options',
      'tools',
      'temperature',
      'system',
      'thinking',
      'output_config',
      'fallbacks',
      'input',
      'instructions',
      'previous_response_id',
      'conversation',
      'reasoning',
      'text',
      'include',
      'max_output_tokens',
      'service_tier',
      '__proto__',
    ]
    const body = fc
      .tuple(
        fc.array(fc.tuple(fc.constantFrom(...names), anything)),
        fc.array(anything),
        fc.constantFrom('prompt', 'messages', 'input'),
      )
      .map(([members, list, kind]) => {
        const isInput = kind === 'input'
        const entries = [
          ...members.filter(([name]) => !isInput || name !== 'messages'),
          ...(isInput ? [['model', 'gpt-5']] : []),
          [kind, kind === 'prompt' ? 'hi' : list],
        ]
        return JSON.parse(
          `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value) ?? 'null'}`).join(',')}}`,
        )
      })
    fc.assert(
      fc.property(fc.constantFrom(...PATHS), body, (path, parsed) => {
        const before = JSON.stringify(parsed)
        const { call, rewritten } = handle(path, parsed) ?? {}
        if (call === undefined) return
        expect(Number.isSafeInteger(call.inputTokens) && call.inputTokens >= 0).toBe(true)
        for (const amount of [call.maxOutputTokens ?? 0, call.choices ?? 1])
          expect(Number.isSafeInteger(amount) && amount >= 0).toBe(true)
        expect(() => JSON.stringify(rewritten)).not.toThrow()
        expect(JSON.stringify(parsed)).toBe(before)
      }),
      { numRuns: 3_000 },
    )
  })

  it('cannot be used to pollute prototypes', () => {
    handle(
      '/v1/chat/completions',
      JSON.parse(
        '{"model":"x","messages":[{"__proto__":{"polluted":1}}],"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
      ),
    )
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  it('counts special tokens as text', () => {
    expect(handle('/x', { prompt: '<|endoftext|>' })?.call.inputTokens).toBe(3 + 4)
  })
})
