import { describe, expect, it } from '@jest/globals'
import { runInContext } from '@llm-limit/core'
import { z } from 'zod'
import { metered } from './metered.js'
import { SDKS, type Sdk } from './sdks.fixture.js'
import { ADA, type Stage, stage } from './stage.fixture.js'

const WEATHER = { toolCalls: [{ name: 'weather', arguments: { city: 'Rome' } }] }

/** An agent: two steps with a tool, then the answer. */
function agent({ ai }: Sdk, { openai }: Stage) {
  const weather = ai.tool({
    description: 'The weather in a city.',
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => ({ city, degrees: 21, sky: 'blue' }),
  })
  return {
    model: metered(openai.chat('gpt-5')),
    prompt: 'Is it warm in Rome?',
    tools: { weather },
    stopWhen: ai.stepCountIs(4),
  }
}

describe.each(SDKS)('an agent of three steps, $name', (sdk) => {
  it('is one line a step under one reservation, charged as billed', async () => {
    await using scene = await stage(sdk)
    scene.server.next(WEATHER, WEATHER)
    const { steps } = await scene.job(() => sdk.ai.generateText(agent(sdk, scene)))
    expect(steps).toHaveLength(3)
    const { lines, counted, billed } = await scene.books()
    expect(lines).toEqual({ ...billed, calls: 3 })
    expect(counted).toBe(billed.inputTokens + billed.outputTokens)
    expect(scene.lines.every(({ outcome, estimated }) => outcome === 'finished' && !estimated)).toBe(true)
  })

  it('is metered to its last step when the response is read far from the handler', async () => {
    await using scene = await stage(sdk)
    scene.server.next(WEATHER, WEATHER)
    const admission = await scene.limiter.reserve({ subject: ADA })
    if (admission.outcome !== 'admitted') throw new Error('Ada has a budget.')
    const response = runInContext(admission, () => sdk.ai.streamText(agent(sdk, scene)).toUIMessageStreamResponse())
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await response.text()).toContain('[DONE]')
    await admission.end('finished')
    const { lines, counted, billed } = await scene.books()
    expect(lines).toEqual({ ...billed, calls: 3 })
    expect(counted).toBe(billed.inputTokens + billed.outputTokens)
  })

  it('ends where its budget does: what the steps before used is charged', async () => {
    const quota = { quota: '250 tokens / hour' as const, name: 'tokens', ladder: 'wall' as const }
    await using scene = await stage(sdk, { policy: { quotas: [quota], expects: { outputTokens: 10 } } })
    const long = { ...WEATHER, inputTokens: 100 }
    scene.server.next(long, long, long)
    await expect(scene.job(() => sdk.ai.generateText(agent(sdk, scene)))).rejects.toThrow(/llm-limit refused this call/)
    const { lines, counted, billed } = await scene.books()
    expect(scene.denials).toMatchObject([{ door: 'call' }])
    expect(billed.calls).toBeGreaterThan(0)
    expect(lines).toEqual(billed)
    expect(counted).toBe(billed.inputTokens + billed.outputTokens)
  })
})
