import assert from 'node:assert/strict'
import { nothingIsCharged, nothingIsOpen } from './books.js'
import { brokenStore } from './broken-store.js'
import { describeClaims } from './claims.js'
import { itemsIn } from './field-items.js'
import { neverAnswers } from './handlers.js'
import type { Answer } from './http-client.js'
import { AT_ONCE } from './ladders.js'
import { problemIn } from './problem.js'
import { CHAT, type Contract, type Scene } from './scene.js'
import { until } from './waiting.js'

/** How a request is refused: 429, 413, 400 or 503, and never at the caller's expense. */
export function describeRefusals(contract: Contract): void {
  const { tools } = contract
  describeClaims(contract, 'a refused request', (claim) => {
    claim('is a problem for people and an error for SDKs (I24)', AT_ONCE, async (scene) => {
      await scene.spendTokens(120_000)
      const answer = await scene.post()
      const problem = problemIn(answer)
      assert.equal(answer.status, 429)
      assert.match(answer.fields.get('content-type') ?? '', /^application\/problem\+json/)
      assert.equal(answer.fields.get('cache-control'), 'no-store')
      assert.equal(answer.fields.get('llm-limit-phase'), 'hard')
      assert.equal(itemsIn(tools, answer, 'ratelimit')['tokens']?.['r'], 0)
      assert.deepEqual(problem['violated-policies'], ['tokens'])
      assert.equal(problem.type, 'https://iana.org/assignments/http-problem-types#quota-exceeded')
      assert.deepEqual([problem.status, problem.phase, problem.retryable], [429, 'hard', true])
      assert.ok(problem.title && problem.detail)
      assert.deepEqual([problem.error.code, problem.error.type], ['rate_limit_exceeded', 'quota_exceeded'])
    })

    claim(
      'is the RateLimitError of an SDK that has this app for its model, asked once (I24)',
      AT_ONCE,
      async (scene) => {
        await scene.spendTokens(120_000)
        const options = { baseURL: `${scene.url}/v1`, apiKey: 'none', defaultHeaders: { 'x-user': 'ada' } }
        const asking = new tools.OpenAI(options).chat.completions.create(CHAT)
        await assert.rejects(Promise.resolve(asking), {
          status: 429,
          code: 'rate_limit_exceeded',
          type: 'quota_exceeded',
        })
        assert.equal(scene.denials.length, 1)
      },
    )

    claim('consumes nothing, and its handler never runs (I16)', AT_ONCE, async (scene) => {
      await scene.spendTokens(120_000)
      const before = await usageOf(scene)
      for (let again = 0; again < 5; again += 1) assert.equal((await scene.post()).status, 429)
      assert.deepEqual(await usageOf(scene), before)
      assert.equal(scene.handled.length, 0)
    })

    claim('is told a time to the millisecond: refused before it, admitted at it (I10)', AT_ONCE, async (scene) => {
      await scene.spendTokens(60_000)
      await scene.clock.advanceAsync(600_000)
      await scene.spendTokens(60_000)
      const answer = await scene.post()
      const { retryAfterMs = 0 } = problemIn(answer)
      const seconds = Number(answer.fields.get('retry-after'))
      assert.ok(retryAfterMs > 2_000_000 && retryAfterMs <= 3_600_000, `waits ${retryAfterMs} ms`)
      assert.ok(Number.isInteger(seconds) && seconds * 1000 >= retryAfterMs, 'never earlier')
      assert.ok(seconds * 1000 <= retryAfterMs + 31_000, 'later by the jitter alone')
      scene.clock.advance(retryAfterMs - 1)
      assert.equal((await scene.post()).status, 429)
      scene.clock.advance(1)
      assert.equal((await scene.post()).status, 200)
    })

    claim('is told what would pass now, and that passes', AT_ONCE, async (scene) => {
      await scene.spendTokens(119_900)
      const answer = await scene.post()
      assert.equal(answer.status, 429)
      const { wouldAdmit } = problemIn(answer)
      const tokens = wouldAdmit?.maxOutputTokens ?? 0
      assert.ok(tokens > 10 && tokens < 100, `${tokens} tokens`)
      assert.equal((await scene.post({ body: { ...CHAT, max_completion_tokens: tokens + 1 } })).status, 429)
      assert.equal((await scene.post({ body: { ...CHAT, max_completion_tokens: tokens } })).status, 200)
    })

    claim('keeps SDKs from sleeping through a long wait, and leaves short ones to them', SHORT, async (scene) => {
      const short = await afterTwo(scene, 'ada')
      assert.equal(short.status, 429)
      assert.equal(short.fields.get('x-should-retry'), null)
      assert.ok(Number(short.fields.get('retry-after')) <= 13)
      await scene.spendTokens(120_000, 'bea')
      assert.equal((await scene.post({ user: 'bea' })).fields.get('x-should-retry'), 'false')
    })

    claim(
      'that can never fit is 413: no time to wait, not to be tried again',
      { policy: { quotas: ['200 tokens / hour'] } },
      async (scene) => {
        const answer = await scene.post()
        const problem = problemIn(answer)
        assert.equal(answer.status, 413)
        assert.equal(answer.fields.get('retry-after'), null)
        assert.equal(answer.fields.get('x-should-retry'), 'false')
        assert.deepEqual([problem.retryable, problem.error.code], [false, 'too_large'])
        assert.equal(scene.handled.length, 0)
      },
    )

    claim('with a value that cannot be meant is 400 and names it, not its content (I26)', {}, async (scene) => {
      const answer = await scene.post({ body: { ...CHAT, max_completion_tokens: 'secret-4096' } })
      assert.equal(answer.status, 400)
      assert.equal(answer.fields.get('x-should-retry'), 'false')
      assert.deepEqual(
        [problemIn(answer).error.code, problemIn(answer).error.param],
        ['invalid_body', 'max_completion_tokens'],
      )
      assert.doesNotMatch(answer.text, /secret/)
      await nothingIsCharged(scene)
    })

    claim('for a model without a price is 400, since money is counted', {}, async (scene) => {
      const answer = await scene.post({ body: { ...CHAT, model: 'secret-model' } })
      assert.equal(answer.status, 400)
      assert.equal(problemIn(answer).error.code, 'unpriced_model')
      assert.doesNotMatch(answer.text, /secret/)
      await nothingIsCharged(scene)
    })

    const store = brokenStore()
    claim(
      'is 503 when the store fails and 429 when it does not: never one for the other (I24)',
      { policy: { ...AT_ONCE.policy, whenStoreFails: 'deny' }, store: store.around },
      async (scene) => {
        await scene.spendTokens(120_000)
        for (const way of ['rejects', 'throws'] as const) {
          store.breaks(way)
          const broken = await scene.post()
          assert.equal(broken.status, 503)
          assert.deepEqual([problemIn(broken).retryable, problemIn(broken).error.code], [true, 'budget_unavailable'])
          assert.ok(Number(broken.fields.get('retry-after')) >= 1)
          assert.equal((await scene.post({ user: 'new' })).status, 503)
          store.heals()
          assert.equal((await scene.post()).status, 429)
        }
        assert.equal((await scene.post({ user: 'new' })).status, 200)
        assert.equal(scene.handled.length, 1)
        await nothingIsOpen(scene)
      },
    )

    claim(
      'for too many at once passes when the other is over',
      { policy: { quotas: ['1 concurrent'] }, handle: neverAnswers },
      async (scene) => {
        const first = await scene.connect()
        first.send({ user: 'ada', body: CHAT })
        await until('the handler runs', () => scene.handled.length === 1)
        const answer = await scene.post()
        assert.equal(answer.status, 429)
        assert.deepEqual(problemIn(answer)['violated-policies'], ['concurrent'])
        first.leave()
        await scene.settled(1)
        const next = await scene.connect()
        next.send({ user: 'ada', body: CHAT })
        await until('the handler runs again', () => scene.handled.length === 2)
      },
    )

    claim(
      'has the words and the envelope that the app gives it; status and fields stay',
      {
        ...AT_ONCE,
        guards: (limiter) => [{ limiter, operation: 'chat', onDenied: ({ status }) => ({ sorry: status }) }],
      },
      async (scene) => {
        await scene.spendTokens(120_000)
        const answer = await scene.post()
        assert.equal(answer.status, 429)
        assert.match(answer.fields.get('content-type') ?? '', /^application\/json/)
        assert.deepEqual(JSON.parse(answer.text), { sorry: 429 })
        assert.ok(Number(answer.fields.get('retry-after')) > 0)
      },
    )
  })
}

const SHORT = {
  policy: {
    ...AT_ONCE.policy,
    quotas: [
      { quota: '2 requests / 10 seconds', name: 'requests' },
      { quota: '100k tokens / hour', name: 'tokens' },
    ],
  },
} as const

async function afterTwo(scene: Scene, user: string): Promise<Answer> {
  await scene.post({ user })
  await scene.post({ user })
  return scene.post({ user })
}

async function usageOf({ limiter }: Scene): Promise<unknown> {
  const { quotas, percent, phase } = await limiter.usage({ user: 'ada' })
  return { quotas, percent, phase }
}
