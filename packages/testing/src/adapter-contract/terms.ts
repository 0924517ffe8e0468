import assert from 'node:assert/strict'
import type { ChatBody } from './adapter-harness.js'
import { describeClaims } from './claims.js'
import { itemIn } from './field-items.js'
import { asksFor, settles } from './handlers.js'
import { AT_ONCE } from './ladders.js'
import { CHAT, type Contract, type Scene } from './scene.js'
import { quiet, until } from './waiting.js'

const MESSAGES = CHAT.messages
const LONGER = { messages: [{ role: 'user' as const, content: 'word '.repeat(300) }] }

/** What a degraded request is served: in its fields, in the body that the handler sees, and at the model. */
export function describeTerms(contract: Contract): void {
  const { tools } = contract
  describeClaims(contract, 'the ladder', (claim) => {
    claim('warns from 80 % on and changes nothing (I18)', AT_ONCE, async (scene) => {
      await scene.spendTokens(85_000)
      const answer = await scene.post()
      assert.equal(answer.fields.get('llm-limit-phase'), 'warning')
      assert.equal(answer.fields.get('llm-limit-terms'), null)
      assert.deepEqual(scene.handled[0]?.body, CHAT)
      assert.deepEqual(served(scene), { model: 'gpt-5', cap: 500 })
    })

    for (const path of ['/ai/chat', '/v1/chat/completions']) {
      claim(
        `serves a cheaper model and a shorter answer from 100 % on, and says so (${path}) (I18)`,
        AT_ONCE,
        async (scene) => {
          await scene.spendTokens(105_000)
          const answer = await scene.post({ path })
          const terms = { 'instead-of': 'gpt-5', 'max-output': 256, delay: 0 }
          assert.equal(answer.fields.get('llm-limit-phase'), 'soft')
          assert.deepEqual(itemIn(tools, answer, 'llm-limit-terms'), ['gpt-5-mini', terms])
          assert.deepEqual(scene.handled[0]?.body, { ...CHAT, model: 'gpt-5-mini', max_completion_tokens: 256 })
          assert.deepEqual(served(scene), { model: 'gpt-5-mini', cap: 256 })
        },
      )
    }

    claim(
      'applies to the call that the server makes up itself, not only to the body',
      { ...AT_ONCE, handle: asksFor({ model: 'gpt-5', max_completion_tokens: 4_000 }) },
      async (scene) => {
        await scene.spendTokens(105_000)
        assert.equal((await scene.post()).status, 200)
        const { model, cap } = served(scene)
        assert.equal(model, 'gpt-5-mini')
        assert.ok(cap >= 256 && cap <= 2_000, `the cap is ${cap}`)
      },
    )

    claim(
      'shortens an answer to what is affordable before it refuses, and never passes its last rung (I1)',
      {
        ...AT_ONCE,
        handle: asksFor({ ...LONGER, max_completion_tokens: 8_000 }),
        model: { outputTokens: 8_000, inputTokens: 200 },
      },
      async (scene) => {
        await scene.spendTokens(119_000)
        assert.equal((await scene.post()).status, 200)
        const { cap } = served(scene)
        assert.ok(cap > 256 && cap < 1_000, `the cap is ${cap}`)
        assert.ok((await scene.used('tokens')) <= 120_000)
        assert.equal((await scene.post()).status, 429)
      },
    )

    claim('tells the terms to a handler with a client of its own', { ...AT_ONCE, handle: settles() }, async (scene) => {
      await scene.spendTokens(105_000)
      const answer = await scene.post({ body: { messages: MESSAGES } })
      const { model, insteadOf, maxOutputTokens } = scene.handled[0]?.llm?.terms ?? {}
      assert.deepEqual([model, insteadOf, maxOutputTokens], ['gpt-5-mini', 'gpt-5', 256])
      assert.equal(itemIn(tools, answer, 'llm-limit-terms')[0], 'gpt-5-mini')
    })

    for (const body of [
      { messages: MESSAGES },
      { prompt: 'hello', stop: ['.'] },
      { question: 'why?', max_tokens: 9_999 },
      [1, 2],
    ]) {
      claim(
        `adds nothing to a body of another kind: ${JSON.stringify(body).slice(0, 16)}`,
        { ...AT_ONCE, handle: settles() },
        async (scene) => {
          await scene.spendTokens(105_000)
          const answer = await scene.post({ body })
          assert.equal(answer.fields.get('llm-limit-phase'), 'soft')
          assert.deepEqual(scene.handled[0]?.body, body)
        },
      )
    }

    claim('only ever rises as budget is used, and admits nothing at its end (I18)', AT_ONCE, async (scene) => {
      const phases: string[] = []
      for (let spent = 0; spent <= 120_000; spent += 10_000) {
        const { fields, status } = await scene.post()
        phases.push(`${fields.get('llm-limit-phase')}${status === 200 ? '' : ' refused'}`)
        await scene.spendTokens(10_000).catch(() => {})
      }
      const runs = phases.filter((phase, i) => phase !== phases[i - 1])
      assert.deepEqual(runs, ['normal', 'warning', 'soft', 'hard refused'])
    })

    claim('waits before the first byte where the policy says so', {}, async (scene) => {
      await scene.spendTokens(105_000)
      const answer = scene.post()
      await until('the delay begins', async () => (await scene.used('open')) === 1)
      scene.clock.advance(399)
      await quiet()
      assert.equal(scene.handled.length, 0)
      scene.clock.advance(1)
      assert.equal(itemIn(tools, await answer, 'llm-limit-terms')[1]['delay'], 400)
      assert.equal(scene.handled.length, 1)
    })

    claim('is watched but not climbed in shadow mode', { policy: { mode: 'shadow' } }, async (scene) => {
      for (const tokens of [105_000, 50_000]) {
        await scene.spendTokens(tokens)
        const answer = await scene.post()
        assert.equal(answer.status, 200)
        assert.equal(answer.fields.get('llm-limit-terms'), null)
        assert.deepEqual(scene.handled.at(-1)?.body, CHAT)
        assert.deepEqual(served(scene), { model: 'gpt-5', cap: 500 })
      }
      assert.ok((await scene.used('tokens')) > 155_000)
    })
  })
}

/** The last call as the model server saw it. */
function served({ model }: Scene): { readonly model: string; readonly cap: number } {
  const body = model.calls.at(-1)?.body
  const { model: name, max_completion_tokens: cap = Number.NaN } = (body ?? {}) as Partial<ChatBody>
  return { model: name ?? 'none', cap }
}
