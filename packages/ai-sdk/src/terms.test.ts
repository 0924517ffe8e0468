import { describe, expect, it } from '@jest/globals'
import type { ModelRequest } from '@llm-limit/testing'
import { metered } from './metered.js'
import { SDKS } from './sdks.fixture.js'
import { type Stage, stage } from './stage.fixture.js'

const QUOTAS = [{ quota: '20k tokens / hour', name: 'tokens' }] as const
const prompt = 'Tell me a story.'

function asked({ server }: Stage): readonly (ModelRequest['body'] & object)[] {
  return server.calls.map(({ body }) => body as object)
}

describe.each(SDKS)('the terms of a call, $name', ({ ai, ...sdk }) => {
  const open = (policy?: object) => stage({ ai, ...sdk }, { policy: { quotas: QUOTAS, ...policy } })

  it('cut the answer to what is affordable, and never lengthen what was asked for', async () => {
    await using scene = await open()
    const model = metered(scene.openai.chat('gpt-5'))
    await scene.spend('90 %')
    await scene.job(() => ai.generateText({ model, prompt, maxOutputTokens: 50 }))
    await scene.job(() => ai.generateText({ model, prompt }))
    const [short, cut] = asked(scene)
    expect(short).toMatchObject({ max_completion_tokens: 50 })
    expect(cut).toMatchObject({ max_completion_tokens: expect.any(Number) })
    expect(Reflect.get(cut ?? {}, 'max_completion_tokens')).toBeLessThanOrEqual(2_000)
  })

  it('serve the cheaper model that the app can make', async () => {
    await using scene = await open()
    await scene.spend('100 %')
    const model = metered(scene.openai.chat('gpt-5'), { models: scene.openai.chat })
    await scene.job(() => ai.generateText({ model, prompt }))
    await scene.job(async () => ai.streamText({ model, prompt }).text)
    expect(asked(scene)).toMatchObject([{ model: 'gpt-5-mini' }, { model: 'gpt-5-mini', stream: true }])
    expect(scene.lines).toMatchObject([{ usage: { model: 'gpt-5-mini' } }, { usage: { model: 'gpt-5-mini' } }])
  })

  it('serve another model where the settings are what it takes', async () => {
    await using scene = await open({ ladder: softTo({ 'gpt-4o': 'gpt-5-nano' }) })
    await scene.spend('100 %')
    const model = metered(scene.openai.chat('gpt-4o'), { models: scene.openai.chat })
    await scene.job(() => ai.generateText({ model, prompt, maxOutputTokens: 1_000 }))
    expect(asked(scene)).toMatchObject([{ model: 'gpt-5-nano', max_completion_tokens: 500 }])
  })

  it.each([
    ['without a way to make another', {}, () => undefined],
    ['whose app cannot make the other', {}, () => () => unknownModel()],
    ['with a setting that the other rejects', { temperature: 0.2 }, ({ openai }: Stage) => openai.chat],
  ])('keep a model %s, and shorten the answer', async (_, settings, models) => {
    await using scene = await open({ ladder: softTo({ 'gpt-4o': 'gpt-5-nano' }) })
    await scene.spend('100 %')
    const model = metered(scene.openai.chat('gpt-4o'), { models: models(scene) })
    await scene.job(() => ai.generateText({ model, prompt, maxOutputTokens: 1_000, ...settings }))
    expect(asked(scene)).toMatchObject([{ model: 'gpt-4o', max_tokens: 500 }])
  })

  it('change nothing in shadow mode', async () => {
    await using scene = await open({ mode: 'shadow' })
    await scene.spend('100 %')
    const model = metered(scene.openai.chat('gpt-5'), { models: scene.openai.chat })
    await scene.job(() => ai.generateText({ model, prompt }))
    await ai.generateText({ model: scene.openai.chat('gpt-5'), prompt })
    expect(asked(scene)[0]).toEqual(asked(scene)[1])
    expect(scene.lines).toMatchObject([{ outcome: 'finished', usage: { model: 'gpt-5' } }])
  })

  it('are none outside of a request and a job: it is the plain model', async () => {
    await using scene = await open()
    const plain = scene.openai.chat('gpt-5')
    const model = metered(plain)
    await ai.generateText({ model, prompt })
    await ai.generateText({ model: plain, prompt })
    expect(asked(scene)[0]).toEqual(asked(scene)[1])
    expect(scene.lines).toEqual([])
    expect([model.modelId, model.provider, model.specificationVersion]).toEqual([
      plain.modelId,
      plain.provider,
      plain.specificationVersion,
    ])
  })
})

function unknownModel(): never {
  throw new Error('No such model.')
}

function softTo(models: Readonly<Record<string, string>>): readonly object[] {
  return [
    { at: 80, phase: 'warning' },
    { at: 100, phase: 'soft', models, output: { factor: 0.5, floor: 256 } },
    { at: 120, phase: 'hard' },
  ]
}
