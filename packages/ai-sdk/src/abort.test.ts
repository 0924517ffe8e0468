import { getEventListeners } from 'node:events'
import { describe, expect, it } from '@jest/globals'
import { estimateTokens } from '@llm-limit/tokenizer'
import { metered } from './metered.js'
import { SDKS } from './sdks.fixture.js'
import { type Stage, stage } from './stage.fixture.js'

const WORDS = 8
const prompt = 'Tell me a story about the sea.'

describe.each(SDKS)('a stream that its reader leaves, $name', (sdk) => {
  /** @returns the text that the app saw before it aborted, at the given number of deltas. */
  async function readUntil(scene: Stage, deltas: number): Promise<string> {
    const controller = new AbortController()
    let seen = ''
    let count = 0
    await scene.job(async () => {
      const model = metered(scene.openai.chat('gpt-5'))
      const { fullStream } = sdk.ai.streamText({ model, prompt, abortSignal: controller.signal, maxRetries: 0 })
      for await (const part of fullStream) {
        if (part.type === 'text-delta') seen += part.text
        if (part.type === 'text-delta') count += 1
        if (count === deltas) controller.abort()
      }
    })
    return seen
  }

  describe.each(['stops', 'bills-on'] as const)('at a provider that %s', (onAbort) => {
    it.each(Array.from({ length: WORDS - 1 }, (_, i) => i + 1))(
      'after %i words is charged its input and what was delivered, once',
      async (deltas) => {
        await using scene = await stage(sdk, { model: { outputTokens: WORDS, chunkDelayMs: 5, onAbort } })
        const seen = await readUntil(scene, deltas)
        const { counted, billed } = await scene.books()
        expect(scene.lines).toMatchObject([{ outcome: 'aborted', estimated: true }])
        const { inputTokens = 0, outputTokens = 0 } = scene.lines[0]?.usage ?? {}
        expect(inputTokens).toBeGreaterThanOrEqual(billed.inputTokens)
        expect(outputTokens).toBeGreaterThanOrEqual(estimateTokens(seen))
        expect(outputTokens).toBeLessThanOrEqual(estimateTokens('word '.repeat(deltas + 3)))
        expect(counted).toBe(inputTokens + outputTokens)
        for (const { aborted } of scene.server.bill) expect(aborted).toBe(true)
      },
    )
  })

  it('is left by its provider too, long before it would have ended', async () => {
    await using scene = await stage(sdk, { model: { outputTokens: 2_000, chunkDelayMs: 5 } })
    await readUntil(scene, 3)
    await scene.server.idle()
    expect(scene.server.bill).toMatchObject([{ aborted: true }])
    expect(scene.server.bill[0]?.outputTokens).toBeLessThan(50)
  })

  it.each(['generateText', 'streamText'] as const)('before its first word is charged its input: %s', async (name) => {
    await using scene = await stage(sdk, { model: { firstByteDelayMs: 60_000 } })
    const controller = new AbortController()
    const options = { model: metered(scene.openai.chat('gpt-5')), prompt, abortSignal: controller.signal }
    await scene.job(async () => {
      const work = name === 'generateText' ? sdk.ai.generateText(options) : sdk.ai.streamText(options).consumeStream()
      while (scene.server.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      controller.abort()
      await Promise.allSettled([work])
    })
    const { billed } = await scene.books()
    expect(scene.server.bill).toMatchObject([{ aborted: true, outputTokens: 0 }])
    expect(scene.lines).toMatchObject([{ outcome: 'aborted', usage: { outputTokens: 0 } }])
    expect(scene.lines[0]?.usage.inputTokens).toBeGreaterThanOrEqual(billed.inputTokens)
  })

  it('lets go of a signal that outlives many calls', async () => {
    await using scene = await stage(sdk)
    scene.server.next({}, {}, { fault: { kind: 'reset' } })
    const { signal } = new AbortController()
    const options = { model: metered(scene.openai.chat('gpt-5')), prompt, abortSignal: signal, maxRetries: 0 }
    await scene.job(async () => {
      await sdk.ai.generateText(options)
      await sdk.ai.streamText(options).text
      await sdk.ai.generateText(options).catch(() => undefined)
    })
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('before it was sent is charged nothing, and nobody is asked', async () => {
    await using scene = await stage(sdk)
    const model = metered(scene.openai.chat('gpt-5'))
    const options = { prompt: [{ role: 'user' as const, content: [{ type: 'text' as const, text: prompt }] }] }
    const abortSignal = AbortSignal.abort(new Error('The reader left.'))
    await expect(scene.job(async () => model.doStream({ ...options, abortSignal }))).rejects.toThrow('The reader left.')
    expect(scene.lines).toEqual([])
    expect(scene.server.calls).toEqual([])
  })
})
