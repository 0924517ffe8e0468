import { describe, expect, it } from '@jest/globals'
import { type Behaviour, faults } from '@llm-limit/testing'
import { estimateTokens } from '@llm-limit/tokenizer'
import { metered } from './metered.js'
import { SDKS } from './sdks.fixture.js'
import { type Stage, stage } from './stage.fixture.js'

const prompt = 'Tell me a story about the sea.'
const FAILS_ONCE: Behaviour = { fault: { ...faults.serverError(), headers: { 'retry-after-ms': '1' } } }

describe.each(SDKS)('a call that goes wrong, $name', (sdk) => {
  const { ai } = sdk
  const generate = ({ openai }: Stage, maxRetries: number) =>
    ai.generateText({ model: metered(openai.chat('gpt-5')), prompt, maxRetries })

  /** @returns the text that the app saw. */
  async function stream({ openai }: Stage, maxRetries: number): Promise<string> {
    const model = metered(openai.chat('gpt-5'))
    const { fullStream } = ai.streamText({ model, prompt, maxRetries, onError: () => {} })
    let seen = ''
    try {
      for await (const part of fullStream) if (part.type === 'text-delta') seen += part.text
    } catch {
      // Some versions throw what others show as a part.
    }
    return seen
  }

  it.each([
    ['generateText', generate],
    ['streamText', stream],
  ])('at its first attempt is charged for the second, which %s makes', async (_, ask) => {
    await using scene = await stage(sdk)
    scene.server.next(FAILS_ONCE, {})
    await scene.job<unknown>(async () => ask(scene, 2))
    expect(scene.server.calls).toHaveLength(2)
    const { lines, counted, billed } = await scene.books()
    expect(lines).toEqual({ ...billed, calls: 1 })
    expect(counted).toBe(billed.inputTokens + billed.outputTokens)
  })

  it.each([
    ['a provider that fails', { fault: faults.serverError() }],
    ['a provider that turns it away', { fault: faults.quotaExhausted() }],
    ['a connection that breaks', { fault: { kind: 'reset' } }],
  ] satisfies [string, Behaviour][])('at %s is charged nothing', async (_, behaviour) => {
    await using scene = await stage(sdk, { model: behaviour })
    await scene.job(() => generate(scene, 0).catch(() => undefined))
    await scene.job(() => stream(scene, 0))
    expect(scene.server.calls).toHaveLength(2)
    const { lines, counted, billed } = await scene.books()
    expect(lines).toEqual(billed)
    expect(counted).toBe(0)
  })

  it.each(['error-event', 'cut', 'reset-midway', 'truncated'] as const)(
    'midway (%s) is charged its input and what was delivered, once',
    async (kind) => {
      await using scene = await stage(sdk, { model: { fault: { kind, afterChunks: 9 }, chunkDelayMs: 2 } })
      const seen = await scene.job(() => stream(scene, 0))
      const { counted, billed } = await scene.books()
      expect(scene.lines).toMatchObject([{ outcome: 'aborted', estimated: true }])
      const { inputTokens = 0, outputTokens = 0 } = scene.lines[0]?.usage ?? {}
      expect(inputTokens).toBeGreaterThanOrEqual(billed.inputTokens)
      expect(outputTokens).toBe(estimateTokens(seen))
      expect(counted).toBe(inputTokens + outputTokens)
    },
  )

  it('with one event that is no JSON is charged what is reported at its end', async () => {
    await using scene = await stage(sdk, { model: { fault: { kind: 'malformed', afterChunks: 9 } } })
    await scene.job(() => stream(scene, 0))
    const { lines, billed } = await scene.books()
    expect(lines).toEqual({ ...billed, calls: 1 })
  })

  it('with an answer that cannot be read is charged by the estimate: it was billed', async () => {
    const expects = { outputTokens: 64 }
    const quotas = [{ quota: '100k tokens / hour', name: 'tokens' } as const]
    await using scene = await stage(sdk, { model: { fault: { kind: 'malformed' } }, policy: { quotas, expects } })
    await scene.job(() => generate(scene, 0).catch(() => undefined))
    const { counted, billed } = await scene.books()
    expect(scene.lines).toMatchObject([{ outcome: 'finished', estimated: true, usage: { outputTokens: 64 } }])
    expect(counted).toBeGreaterThanOrEqual(billed.inputTokens + 64)
  })
})
