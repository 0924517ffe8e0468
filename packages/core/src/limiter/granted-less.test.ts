import { describe, expect, it } from '@jest/globals'
import { ada, admitted, admittedCall, benchWith, tokens } from './limiter.fixture.js'

/** 300 tokens are left where an answer of 500 is expected. */
async function almostSpent() {
  const { ask, limiter } = benchWith({
    quotas: [{ quota: '1000 tokens / hour', ladder: 'wall' }],
    expects: { outputTokens: 500 },
    reserve: 'worst-case',
  })
  await admitted(await ask({ call: tokens(700) })).settle({ inputTokens: 700, outputTokens: 0 })
  const used = async (): Promise<number | undefined> => (await limiter.usage(ada)).quotas[0]?.used
  return { ask, used }
}

describe('an answer that was granted less than is expected, and of which nothing is told', () => {
  it('is charged what it was granted (I1b)', async () => {
    const { ask, used } = await almostSpent()
    const admission = admitted(await ask({ call: { inputTokens: 20 } }))
    expect(admission.terms.maxOutputTokens).toBeLessThan(500)
    await admission.end('finished')
    expect(await used()).toBe(720 + admission.terms.maxOutputTokens)
  })

  it('is charged what its call was granted (I1b)', async () => {
    const { ask, used } = await almostSpent()
    const admission = admitted(await ask({ call: tokens(0) }))
    const call = admittedCall(await admission.reserve({ inputTokens: 20 }))
    call.settle({})
    await admission.end('finished')
    expect(await used()).toBe(720 + call.terms.maxOutputTokens)
  })
})
