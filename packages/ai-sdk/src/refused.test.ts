import { describe, expect, it } from '@jest/globals'
import { memoryStore, type Store, StoreError } from '@llm-limit/core'
import { metered } from './metered.js'
import { RefusedCallError } from './refused-call-error.js'
import { SDKS } from './sdks.fixture.js'
import { stage } from './stage.fixture.js'

const QUOTA = { quota: '10k tokens / hour', name: 'tokens' } as const
const SECRET = 'the-secret-in-the-prompt '
const LONG = SECRET.repeat(800)

async function thrownBy(work: PromiseLike<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe.each(SDKS)('a refused call, $name', (sdk) => {
  const { ai } = sdk

  it.each(['generateText', 'streamText'] as const)(
    'is an APICallError that %s throws after one attempt, and no provider was asked',
    async (name) => {
      await using scene = await stage(sdk, { policy: { quotas: [QUOTA], expects: { outputTokens: 1 } } })
      await scene.spend('115 %')
      const model = metered(scene.openai.chat('gpt-5'))
      const seen: unknown[] = []
      const error = await scene.job(async () => {
        if (name === 'generateText') return thrownBy(ai.generateText({ model, prompt: LONG }))
        const { text } = ai.streamText({ model, prompt: LONG, onError: ({ error }) => void seen.push(error) })
        await thrownBy(text)
        return seen[0]
      })
      expect(ai.APICallError.isInstance(error)).toBe(true)
      expect(error).toMatchObject({
        name: 'AI_APICallError',
        statusCode: 429,
        isRetryable: false,
        data: { reason: 'budget', violated: ['tokens'], help: expect.stringContaining('docs/errors/budget.md') },
      })
      expect(scene.denials).toMatchObject([{ door: 'call', reason: 'budget' }])
      expect(scene.server.calls).toEqual([])
    },
  )

  it('says when to come back and what would pass, and nothing that the user wrote', async () => {
    await using scene = await stage(sdk, { policy: { quotas: [QUOTA], expects: { outputTokens: 1 } } })
    await scene.spend('90 %')
    const model = metered(scene.openai.chat('gpt-5'))
    const error = await scene.job(() => thrownBy(ai.generateText({ model, prompt: LONG })))
    if (!RefusedCallError.isInstance(error)) throw new Error('It was not refused.')
    const { retryAfterMs = 0 } = error.data
    expect(retryAfterMs).toBeGreaterThan(60_000)
    expect(error.responseHeaders).toEqual({ 'retry-after': String(Math.ceil(retryAfterMs / 1000)) })
    const shown = `${error.message} ${error.stack} ${JSON.stringify(error)}`
    expect(shown).not.toContain(SECRET.trim())
    expect(shown).not.toContain('ada')
  })

  it('is tried again by the SDK when a short wait makes room, and served then', async () => {
    const wall = { quota: '60 tokens / 2 seconds', name: 'tokens', ladder: 'wall' } as const
    await using scene = await stage(sdk, { policy: { quotas: [wall], expects: { outputTokens: 1 } } })
    const model = metered(scene.openai.chat('gpt-5'))
    await scene.job((admission) => admission.settle({ inputTokens: 50, outputTokens: 0 }))
    scene.lines.length = 0
    await scene.job(() => ai.generateText({ model, prompt: 'Hello there', maxOutputTokens: 30 }))
    expect(scene.denials).toMatchObject([{ door: 'call', reason: 'wall' }])
    expect((await scene.books()).lines).toMatchObject({ calls: 1, outputTokens: 30 })
  })

  it.each([
    [413, 'too-large', { quotas: [{ ...QUOTA, ladder: 'wall' }] }, 'gpt-5', 'word '.repeat(20_000)],
    [400, 'unpriced-model', { quotas: ['$1 / day'] }, 'nobody-knows', 'Hello'],
  ] as const)('has status %i for what can never be served: %s', async (status, reason, policy, id, prompt) => {
    await using scene = await stage(sdk, { policy: { ...policy, expects: { outputTokens: 1 } } })
    const model = metered(scene.openai.chat(id))
    const error = await scene.job(() => thrownBy(ai.generateText({ model, prompt })))
    expect(error).toMatchObject({ statusCode: status, isRetryable: false, responseHeaders: {}, data: { reason } })
    expect(scene.denials).toHaveLength(1)
  })

  it('has status 503 when the store fails, and is not tried again', async () => {
    let raises = 0
    const fail = async (): Promise<never> => {
      raises += 1
      throw new StoreError('broken')
    }
    const store: Store = { ...memoryStore(), raise: fail }
    const policy = { quotas: [QUOTA], store, whenStoreFails: 'deny', expects: { outputTokens: 1 } } as const
    await using scene = await stage(sdk, { policy })
    const model = metered(scene.openai.chat('gpt-5'))
    const error = await scene.job(() => thrownBy(ai.generateText({ model, prompt: 'Hello' })))
    expect(error).toMatchObject({ statusCode: 503, isRetryable: false, data: { reason: 'unavailable' } })
    expect(raises).toBe(1)
    expect(scene.server.calls).toEqual([])
  })
})
