import { describe, expect, it } from '@jest/globals'
import { meteredFetch, meteredFetchOf } from '@llm-limit/http'
import { metered } from './metered.js'
import { SDKS } from './sdks.fixture.js'
import { ADA, stage } from './stage.fixture.js'

const prompt = 'Tell me a story about the sea.'

describe.each(SDKS)('a call that passes two doors, $name', (sdk) => {
  const { ai, createOpenAI } = sdk

  it('is charged once when its provider has a metered fetch', async () => {
    await using scene = await stage(sdk, { fetch: meteredFetch })
    const model = metered(scene.openai.chat('gpt-5'))
    await scene.job(async () => {
      await ai.generateText({ model, prompt })
      await ai.streamText({ model, prompt }).text
      await ai.embed({ model: metered(scene.openai.embedding('text-embedding-3-small')), value: prompt })
    })
    const { lines, counted, billed } = await scene.books()
    expect(lines).toEqual({ ...billed, calls: 3 })
    expect(counted).toBe(billed.inputTokens + billed.outputTokens)
  })

  it('is charged by the metered fetch where the model is a plain one', async () => {
    await using scene = await stage(sdk, { fetch: meteredFetch })
    await scene.job(() => ai.generateText({ model: scene.openai.chat('gpt-5'), prompt }))
    const { lines, billed } = await scene.books()
    expect(lines).toEqual({ ...billed, calls: 1 })
  })

  it('is charged once when its model is metered twice, the other one that a rung serves too', async () => {
    await using scene = await stage(sdk, { policy: { quotas: [{ quota: '20k tokens / hour', name: 'tokens' }] } })
    await scene.spend('100 %')
    const meteredChat = (id: string) => metered(scene.openai.chat(id))
    await scene.job(() => ai.generateText({ model: metered(meteredChat('gpt-5'), { models: meteredChat }), prompt }))
    expect(scene.lines).toMatchObject([{ usage: { model: 'gpt-5-mini', outputTokens: 30 } }])
  })

  it('is charged once without an async context, by the admission that both are given', async () => {
    await using scene = await stage(sdk)
    const admission = await scene.limiter.reserve({ subject: ADA })
    if (admission.outcome !== 'admitted') throw new Error('Ada has a budget.')
    const fetch = meteredFetchOf(admission)
    const openai = createOpenAI({ baseURL: scene.server.url, apiKey: 'none', fetch })
    await ai.generateText({ model: metered(openai.chat('gpt-5'), { admission }), prompt })
    await ai.streamText({ model: metered(openai.chat('gpt-5'), { admission }), prompt }).text
    await admission.end('finished')
    const { lines, counted, billed } = await scene.books()
    expect(lines).toEqual({ ...billed, calls: 2 })
    expect(counted).toBe(billed.inputTokens + billed.outputTokens)
  })

  it.each([
    ['metered models', undefined],
    ['a metered fetch', meteredFetch],
  ])('does not pay for the calls of other models that its middleware makes, with %s', async (_, fetch) => {
    await using scene = await stage(sdk, fetch === undefined ? {} : { fetch })
    const helper = metered(scene.openai.chat('gpt-5-nano'))
    const model = ai.wrapLanguageModel({
      model: scene.openai.chat('gpt-5'),
      middleware: {
        specificationVersion: 'v3',
        async transformParams({ params }) {
          const { abortSignal = new AbortController().signal } = params
          await ai.generateText({ model: helper, prompt: 'Which sea?', abortSignal })
          return params
        },
      },
    })
    await scene.job(() => ai.generateText({ model: metered(model), prompt }))
    const { lines, billed } = await scene.books()
    expect(lines).toEqual({ ...billed, calls: 2 })
    expect(scene.lines.map(({ usage }) => usage.model)).toEqual(['gpt-5-nano', 'gpt-5'])
  })
})
