import assert from 'node:assert/strict'
import { faults } from '../model-server/fault.js'
import type { AppCall } from './adapter-app.js'
import { booksBalance, nothingIsCharged, nothingIsOpen } from './books.js'
import { describeClaims } from './claims.js'
import { asksFor, asksModel, chatOf, clientOf, type Handles, json, type Models } from './handlers.js'
import { AT_ONCE } from './ladders.js'
import { CHAT, type Contract } from './scene.js'

const CONTEXT = 'word '.repeat(8_000)
const LONG = { messages: [{ role: 'user' as const, content: CONTEXT }] }

/** The call door: each model call of a request is seen, fitted and charged. */
export function describeCallDoor(contract: Contract): void {
  describeClaims(contract, 'a model call', (claim) => {
    claim(
      'may be larger than the request showed: the missing part is asked for (I1, I3)',
      { handle: asksFor(LONG) },
      async (scene) => {
        assert.equal((await scene.post()).status, 200)
        await scene.settled(1)
        assert.ok((await scene.used('tokens')) > 8_000)
        await booksBalance(scene)
      },
    )

    claim(
      'that does not fit is refused as its provider would, once, with a time on the response (I1, I24)',
      { ...AT_ONCE, handle: asksWithRetries(LONG) },
      async (scene) => {
        await scene.spendTokens(115_000)
        const answer = await scene.post()
        assert.equal(answer.status, 429)
        assert.deepEqual(JSON.parse(answer.text), {
          name: 'RateLimitError',
          status: 429,
          code: 'rate_limit_exceeded',
          type: 'quota_exceeded',
        })
        assert.ok(Number(answer.fields.get('retry-after')) > 0)
        assert.deepEqual(
          scene.denials.map(({ door }) => door),
          ['call'],
        )
        assert.equal(scene.model.calls.length, 0)
        assert.equal(await scene.used('tokens'), 115_000)
        await nothingIsOpen(scene)
      },
    )

    claim(
      'that can never fit is 413, and not tried again',
      { ...AT_ONCE, handle: asksWithRetries({ messages: [{ role: 'user', content: CONTEXT.repeat(16) }] }) },
      async (scene) => {
        const answer = await scene.post()
        assert.equal(JSON.parse(answer.text).status, 413)
        assert.equal(scene.denials.length, 1)
        assert.equal(scene.model.calls.length, 0)
      },
    )

    for (const [name, fault] of [
      ['429', faults.rateLimited()],
      ['500', faults.serverError()],
      ['a reset', { kind: 'reset' }],
    ] as const) {
      claim(
        `that the provider answers with ${name} costs nothing (I2, I3)`,
        { model: { fault }, handle: asksAndSays(502) },
        async (scene) => {
          assert.equal((await scene.post()).status, 502)
          await scene.settled(1)
          await nothingIsCharged(scene)
        },
      )
    }

    claim(
      'that the provider breaks off in the middle of its JSON is charged, as an estimate (I2)',
      { model: { fault: { kind: 'cut' } }, handle: asksAndSays(502) },
      async (scene) => {
        assert.equal((await scene.post()).status, 502)
        await scene.settled(1)
        assert.equal(scene.settlements[0]?.estimated, true)
        assert.ok((await scene.used('tokens')) >= (scene.model.bill[0]?.inputTokens ?? 1))
        await nothingIsOpen(scene)
      },
    )

    claim(
      'is one of several that are charged together, in a row and at once (I3)',
      { handle: asksOften },
      async (scene) => {
        await scene.post()
        await scene.settled(1)
        assert.equal(scene.model.bill.length, 6)
        assert.equal(await scene.used('requests'), 1)
        await booksBalance(scene)
      },
    )

    claim('after the response is refused (I2)', {}, async (scene) => {
      await scene.post()
      await scene.settled(1)
      const late = await scene.handled[0]?.llm?.reserve({ inputTokens: 5 })
      assert.deepEqual([late?.outcome, late?.outcome === 'denied' && late.reason], ['denied', 'closed'])
      await booksBalance(scene)
    })

    claim(
      'that its handler abandons is charged as far as it was seen, 30 s after the response (I2)',
      { model: { chunkDelayMs: 10, usage: 'every' }, handle: readsOneChunk },
      async (scene) => {
        const client = await scene.connect()
        client.send({ user: 'ada', body: CHAT })
        await client.receives('200 OK')
        await client.receives('}')
        assert.equal(await scene.used('open'), 1)
        await scene.clock.advanceAsync(30_000)
        await scene.settled(1)
        assert.equal(scene.settlements[0]?.estimated, true)
        assert.ok((await scene.used('tokens')) > 0)
        await nothingIsOpen(scene)
      },
    )
  })
}

/** Asks with the retries that the SDK has by default, and answers with the error it throws. */
function asksWithRetries(body: object): Handles {
  return ({ url, OpenAI }) =>
    async ({ fetch, ...call }) => {
      const client = new OpenAI({ baseURL: url, apiKey: 'none', fetch })
      try {
        return json(await client.chat.completions.create({ ...chatOf({ fetch, ...call }), ...body }))
      } catch (error) {
        const { status, code, type } = error as { status: number; code: string; type: string }
        return json({ name: error?.constructor.name, status, code, type }, status)
      }
    }
}

function asksAndSays(status: number): Handles {
  return (models) => async (call) => {
    try {
      return await asksModel(models)(call)
    } catch {
      return json({}, status)
    }
  }
}

const asksOften: Handles = (models) => async (call) => {
  await ask(models, call)
  await ask(models, call)
  await Promise.all([ask(models, call), ask(models, call), ask(models, call), ask(models, call)])
  return json({})
}

function ask(models: Models, call: AppCall): PromiseLike<unknown> {
  return clientOf(models, call).chat.completions.create(chatOf(call))
}

/** Looks at the beginning of a stream and forgets about it. */
const readsOneChunk: Handles = (models) => async (call) => {
  const body = { ...chatOf(call), stream: true }
  const answer = await clientOf(models, call).chat.completions.create(body).asResponse()
  return json({ ok: answer.ok })
}
