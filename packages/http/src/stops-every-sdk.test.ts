import { describe, expect, it } from '@jest/globals'
import { fakeModelServer } from '@llm-limit/testing'
import './context.js'
import { createLimiter } from './create-limiter.js'
import { RUNAWAY_SDKS, type RunawaySdk, type Seen } from './runaway-sdks.fixture.js'
import { thinkingServer } from './thinking-server.fixture.js'

const ADA = { user: 'ada' }
const RUNAWAY = 100_000
/** 120 % of 1,000. */
const CEILING = 1_200
/** A token of the estimate is a word of these; Claude's tokenizer makes up to two of it. */
const WORDS = ['word']
const MOST_A_WORD = 3
/** What the input was estimated at beyond what the API reports: that much is not used up. */
const INPUT_SLACK = 30

interface Ran extends Seen {
  readonly used: number
  readonly outcomes: readonly string[]
  readonly open: number
}

async function runOn(sdk: RunawaySdk, origin: string): Promise<Ran> {
  const limiter = createLimiter({ quotas: ['1k tokens / hour', '4 concurrent'], expects: { outputTokens: 100 } })
  const outcomes: string[] = []
  limiter.on('attempt-ended', ({ outcome }) => void outcomes.push(outcome))
  const ran = await limiter.run({ subject: ADA }, () => sdk.ask(origin))
  const [tokens, concurrent] = (await limiter.usage(ADA)).quotas
  await limiter.close()
  if (ran.outcome !== 'admitted') throw new Error('The run was refused.')
  return { ...ran.value, used: tokens?.used ?? 0, open: concurrent?.used ?? -1, outcomes }
}

/** Up to the ceiling, and no farther than the chunk that reached it. */
function expectStopped({ end }: RunawaySdk, { ends, used, outcomes, open }: Ran, chunkTokens: number): void {
  expect(ends).toEqual([end])
  expect([outcomes, open]).toEqual([['stopped'], 0])
  expect(used).toBeGreaterThan(CEILING - chunkTokens - INPUT_SLACK)
  expect(used).toBeLessThanOrEqual(CEILING + chunkTokens)
}

describe.each(RUNAWAY_SDKS)('on a budget of 1,000 tokens, $name sees a normal end', (sdk) => {
  it('of an answer of 100,000 tokens, within one chunk of 120 %', async () => {
    await using server = await fakeModelServer({ outputTokens: RUNAWAY, ignoresCap: true, words: WORDS, usage: 'last' })
    const ran = await runOn(sdk, server.origin)
    await server.idle()
    expectStopped(sdk, ran, MOST_A_WORD)
    expect(ran.text.trim().split(' ').length).toBeGreaterThan(500)
    expect(server.bill).toMatchObject([{ aborted: true }])
    expect(server.bill[0]?.outputTokens).toBeLessThan(RUNAWAY / 4)
  })

  it('of a tool call that is cut in the middle of its arguments', async () => {
    // Where calls are sent whole, there are many of them, of 50 tokens each.
    const isWhole = sdk.sendsCallsWhole === true
    const toolCalls = Array.from({ length: isWhole ? 200 : 1 }, () => ({ name: 'locate' }))
    await using server = await fakeModelServer({
      outputTokens: isWhole ? 10_000 : RUNAWAY,
      ignoresCap: true,
      words: WORDS,
      usage: 'last',
      toolCalls,
    })
    const ran = await runOn(sdk, server.origin)
    await server.idle()
    expectStopped(sdk, ran, isWhole ? 100 : 2 * MOST_A_WORD)
    if (isWhole) expect(ran.calls.length).toBeGreaterThan(5)
    else expect(ran.calls).toEqual([expect.stringMatching(/^\{"text":"word word [^"}]*$/)])
    expect(server.bill).toMatchObject([{ aborted: true }])
  })

  it('of thinking that is cut in the middle', async () => {
    const server = await thinkingServer(RUNAWAY)
    const ran = await runOn(sdk, server.origin)
    await server.whenLeft
    await server.close()
    expectStopped(sdk, ran, MOST_A_WORD)
    expect(ran.thinking.trim().split(' ').length).toBeGreaterThan(500)
    expect(ran.text).toBe('')
    expect(server.words).toBeLessThan(RUNAWAY / 4)
  })
})
