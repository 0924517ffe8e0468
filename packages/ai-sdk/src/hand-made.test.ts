import { describe, expect, it, jest } from '@jest/globals'
import { estimateTokens } from '@llm-limit/tokenizer'
import * as ai from 'ai'
import { modelOf, NESTED } from './hand-made.fixture.js'
import { metered } from './metered.js'
import type { CallOptions } from './model.js'
import { SDKS } from './sdks.fixture.js'
import { stage } from './stage.fixture.js'

const [SDK6] = SDKS
if (SDK6 === undefined) throw new Error('There is an SDK.')
const scenery = (policy?: object) => stage(SDK6, policy === undefined ? {} : { policy: { quotas: [], ...policy } })
const CALL: CallOptions = { prompt: [{ role: 'user', content: [{ type: 'text' }] }] }

const delta = { type: 'text-delta', id: '1', delta: ' well' }
const TWO_WORDS = estimateTokens(' well well')

describe('a metered model of any make', () => {
  it.each([
    ['v2', 'unknown', { inputTokens: 7, outputTokens: 5, totalTokens: 12, cachedInputTokens: 2 }],
    ['v3', { unified: 'stop', raw: 'stop' }, { ...NESTED, inputTokens: { total: 7, cacheRead: 2 } }],
  ])('is charged what it reports in the manner of %s', async (specificationVersion, finishReason, usage) => {
    await using scene = await scenery()
    const model = metered(modelOf([delta, { type: 'finish', finishReason, usage }], { specificationVersion }))
    await scene.job(async () => {
      const { stream } = await model.doStream(CALL)
      for await (const _ of stream);
    })
    const told = { inputTokens: 7, outputTokens: 5, cacheReadTokens: 2 }
    expect(scene.lines).toMatchObject([{ usage: told, outcome: 'finished', estimated: false }])
  })

  it('keeps the estimate of what it does not report, and reads nonsense as not reported', async () => {
    await using scene = await scenery()
    const usage = { inputTokens: { total: Number.NaN }, outputTokens: { total: 5 } }
    const finish = { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage }
    const model = metered(modelOf([delta, finish]))
    await scene.job(async () => {
      const { stream } = await model.doStream(CALL)
      for await (const _ of stream);
    })
    expect(scene.lines).toMatchObject([{ usage: { outputTokens: 5 }, estimated: true }])
    expect(scene.lines[0]?.usage.inputTokens).toBeGreaterThan(0)
  })

  it.each([
    ['its beginning, when it broke off', { unified: 'error' }, 1, TWO_WORDS],
    ['its end, when the API says that it ended', { unified: 'stop' }, 1, 1],
    ['all of it, when that is more than was delivered', { unified: 'other' }, 90, 90],
  ])('takes a report of its length for %s', async (_, finishReason, total, outputTokens) => {
    await using scene = await scenery()
    const usage = { ...NESTED, outputTokens: { total } }
    const model = metered(modelOf([delta, delta, { type: 'finish', finishReason, usage }]))
    await scene.job(async () => {
      const { stream } = await model.doStream(CALL)
      for await (const _ of stream);
    })
    expect(scene.lines).toMatchObject([{ usage: { outputTokens, inputTokens: 7 } }])
  })

  it('ends with an abort that it does not listen to, and is charged once', async () => {
    await using scene = await scenery()
    const cancel = jest.fn()
    const model = metered(modelOf([delta, delta], { cancel }))
    const controller = new AbortController()
    await scene.job(async () => {
      const { stream } = await model.doStream({ ...CALL, abortSignal: controller.signal })
      const reader = stream.getReader()
      await reader.read()
      await reader.read()
      const waiting = reader.read()
      controller.abort(new Error('The reader left.'))
      await expect(waiting).rejects.toThrow('The reader left.')
    })
    expect(cancel).toHaveBeenCalledTimes(1)
    expect(scene.lines).toMatchObject([{ outcome: 'aborted', usage: { outputTokens: TWO_WORDS } }])
  })

  it('is told when nobody reads on, and is charged what was delivered', async () => {
    await using scene = await scenery()
    const cancel = jest.fn()
    const model = metered(modelOf([delta, delta, delta], { cancel }))
    await scene.job(async () => {
      const { stream } = await model.doStream(CALL)
      let read = 0
      for await (const _ of stream) if (++read === 2) break
    })
    expect(cancel).toHaveBeenCalledTimes(1)
    expect(scene.lines).toMatchObject([{ outcome: 'aborted', usage: { outputTokens: TWO_WORDS } }])
  })

  it('counts a tool call once, whether its input came in pieces or not', async () => {
    await using scene = await scenery()
    const whole = { type: 'tool-call', toolCallId: 'c', toolName: 'weather', input: '{"city":"Rome"}' }
    const pieces = [
      { type: 'tool-input-start', id: 'c', toolName: 'weather ' },
      { type: 'tool-input-delta', id: 'c', delta: '{"city":' },
      { type: 'tool-input-delta', id: 'c', delta: '"Rome"}' },
    ]
    const finish = { type: 'finish', finishReason: { unified: 'tool-calls', raw: 'tool_calls' }, usage: {} }
    for (const parts of [[whole], [...pieces, whole]]) {
      await scene.job(async () => {
        const { stream } = await metered(modelOf([...parts, finish])).doStream(CALL)
        for await (const _ of stream);
      })
    }
    const [first, second] = scene.lines.map(({ usage }) => usage.outputTokens)
    expect(first).toBeGreaterThan(4)
    expect(second).toBe(first)
  })

  it('is stopped at a hard ceiling when it ignores its cap, as at its cap, and is charged no more than that', async () => {
    const quotas = [{ quota: '300 tokens / hour', name: 'tokens', ladder: 'wall' }]
    await using scene = await scenery({ quotas, expects: { outputTokens: 50 } })
    const cancel = jest.fn()
    const endless = [{ type: 'text-start', id: '1' }, ...Array.from({ length: 5_000 }, () => delta)]
    const model = metered(modelOf(endless, { cancel })) as unknown as ai.LanguageModel
    const { text, reason } = await scene.job(async () => {
      const result = ai.streamText({ model, prompt: 'Hello' })
      return { text: await result.text, reason: await result.finishReason }
    })
    expect(reason).toBe('length')
    expect(text.length).toBeGreaterThan(500)
    expect(cancel).toHaveBeenCalledTimes(1)
    expect(scene.lines).toMatchObject([{ outcome: 'stopped' }])
    const { counted } = await scene.books()
    expect(counted).toBeLessThanOrEqual(310)
  })
})
