import { describe, expect, it } from '@jest/globals'
import { nanoUsdOf } from '@llm-limit/core'
import { defaultPrices } from '@llm-limit/providers'
import type { Behaviour } from '@llm-limit/testing'
import { estimateTokens } from '@llm-limit/tokenizer'
import { z } from 'zod'
import { metered } from './metered.js'
import { SDKS, type Sdk } from './sdks.fixture.js'
import { type Stage, stage } from './stage.fixture.js'

const PERSON = z.object({ name: z.string(), born: z.number() })
/** Input from the cache, input into the cache, and reasoning that never shows: all is billed at rates of its own. */
const CACHED: Behaviour = { inputTokens: 400, cacheReadTokens: 100, cacheWriteTokens: 50, reasoningTokens: 12 }
const prompt = 'Who was she?'

type Ask = (sdk: Sdk, scene: Stage) => PromiseLike<unknown>

const text: readonly (readonly [name: string, ask: Ask])[] = [
  ['generateText', ({ ai }, { openai }) => ai.generateText({ model: metered(openai.chat('gpt-5')), prompt })],
  ['streamText', ({ ai }, { openai }) => ai.streamText({ model: metered(openai.chat('gpt-5')), prompt }).text],
  ['generateText (responses)', ({ ai }, { openai }) => ai.generateText({ model: metered(openai('gpt-5')), prompt })],
  ['streamText (responses)', ({ ai }, { openai }) => ai.streamText({ model: metered(openai('gpt-5')), prompt }).text],
]

const objects: readonly (readonly [name: string, ask: Ask])[] = [
  [
    'generateObject',
    ({ ai }, { openai }) => ai.generateObject({ model: metered(openai.chat('gpt-5')), prompt, schema: PERSON }),
  ],
  [
    'streamObject',
    async ({ ai }, { openai }) => {
      const result = ai.streamObject({ model: metered(openai.chat('gpt-5')), prompt, schema: PERSON })
      for await (const _ of result.partialObjectStream);
      return result.object
    },
  ],
]

describe.each(SDKS)('a metered model, $name', (sdk) => {
  it.each(text)(
    'is charged to the token what %s is billed, and its money at the rates of the cache',
    async (_, ask) => {
      await using scene = await stage(sdk, { model: CACHED })
      await scene.job(async () => ask(sdk, scene))
      const { lines, counted, billed } = await scene.books()
      expect(lines).toEqual({ ...billed, calls: 1 })
      expect(counted).toBe(430)
      const price = defaultPrices.priceOf('gpt-5')
      if (price === undefined) throw new Error('gpt-5 has a price.')
      const tokens = { inputTokens: 400, cacheReadTokens: 100, cacheWriteTokens: 50, outputTokens: 30 }
      expect(scene.lines).toMatchObject([
        { nanoUsd: nanoUsdOf(price, tokens), outcome: 'finished', estimated: false, usage: { model: 'gpt-5' } },
      ])
    },
  )

  it.each(objects)('is charged to the token what %s is billed', async (_, ask) => {
    await using scene = await stage(sdk, { model: { words: ['{"name":"Ada","born":1815}'], outputTokens: 1 } })
    await expect(scene.job(async () => ask(sdk, scene))).resolves.toBeTruthy()
    const { lines, counted, billed } = await scene.books()
    expect(lines).toEqual({ ...billed, calls: 1 })
    expect(counted).toBe(billed.inputTokens + billed.outputTokens)
  })

  it('is priced as the model that answered', async () => {
    await using scene = await stage(sdk, { model: { servedModel: 'gpt-5-mini', inputTokens: 1_000 } })
    await scene.job(async () => sdk.ai.generateText({ model: metered(scene.openai.chat('gpt-5')), prompt }))
    await scene.job(async () => sdk.ai.streamText({ model: metered(scene.openai.chat('gpt-5')), prompt }).text)
    const price = defaultPrices.priceOf('gpt-5-mini')
    const nanoUsd = price && nanoUsdOf(price, { inputTokens: 1_000, outputTokens: 30 })
    const line = { usage: { model: 'gpt-5-mini' }, nanoUsd }
    expect(scene.lines).toMatchObject([line, line])
  })

  it.each(text)('is charged by the text of %s when no usage comes', async (_, ask) => {
    await using scene = await stage(sdk, { model: { usage: 'never', outputTokens: 40 } })
    const answer = await scene.job(async () => ask(sdk, scene))
    const text = typeof answer === 'string' ? answer : Reflect.get(answer as object, 'text')
    const outputTokens = estimateTokens(text)
    expect(scene.lines).toMatchObject([{ outcome: 'finished', estimated: true, usage: { outputTokens } }])
    expect(outputTokens).toBeGreaterThanOrEqual(40)
    expect(scene.lines[0]?.usage.inputTokens).toBeGreaterThan(0)
  })

  it('is charged for embeddings what they are billed, each call of embedMany on its own', async () => {
    await using scene = await stage(sdk)
    const model = metered(scene.openai.embedding('text-embedding-3-small'))
    const values = Array.from({ length: 2_049 }, (_, i) => `Line ${i}.`)
    const { embeddings } = await scene.job(async () => {
      await sdk.ai.embed({ model, value: 'A sunny day at the beach.' })
      return sdk.ai.embedMany({ model, values, providerOptions: { openai: { dimensions: 2 } } })
    })
    expect(embeddings).toHaveLength(2_049)
    const { lines, counted, billed } = await scene.books()
    expect(lines).toEqual({ ...billed, calls: 3, outputTokens: 0 })
    expect(counted).toBe(billed.inputTokens)
    expect(scene.lines.every(({ estimated, nanoUsd }) => !estimated && nanoUsd > 0)).toBe(true)
  })
})
