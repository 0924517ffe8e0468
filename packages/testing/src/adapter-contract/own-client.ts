import assert from 'node:assert/strict'
import { nothingIsOpen } from './books.js'
import { describeClaims } from './claims.js'
import { answers, settles } from './handlers.js'
import type { Contract } from './scene.js'

const TRUTH = { inputTokens: 100, outputTokens: 50 }
const BAD_AMOUNTS = [Number.NaN, Number.POSITIVE_INFINITY, -1, 1.5, 2 ** 60, '100', null, [5], {}]

/** A handler whose model calls nobody sees says itself what they used. */
export function describeOwnClient(contract: Contract): void {
  describeClaims(contract, 'a handler with a client of its own', (claim) => {
    for (const usage of [
      TRUTH,
      { prompt_tokens: 100, completion_tokens: 50 },
      { input_tokens: 100, output_tokens: 50 },
    ]) {
      claim(`settles ${Object.keys(usage).join(' and ')}`, { handle: settles(usage) }, async (scene) => {
        await scene.post()
        await scene.settled(1)
        assert.deepEqual([await scene.used('tokens'), await scene.used('money')], [150, 625_000])
        assert.equal(scene.settlements[0]?.estimated, false)
        await nothingIsOpen(scene)
      })
    }

    claim(
      'settles once, whatever it reports later (I15)',
      { handle: settles(TRUTH, { inputTokens: 9 }, TRUTH, {}) },
      async (scene) => {
        await scene.post()
        scene.handled[0]?.llm?.settle({ inputTokens: 7_000, outputTokens: 7_000 })
        await scene.settled(1)
        assert.equal(scene.settlements.length, 1)
        assert.equal(await scene.used('tokens'), 150)
      },
    )

    claim(
      'may correct an estimate once (I15)',
      { handle: settles({ inputTokens: 100 }, TRUTH, { inputTokens: 9, outputTokens: 9 }) },
      async (scene) => {
        await scene.post()
        await scene.settled(2)
        assert.deepEqual(
          scene.settlements.map(({ estimated }) => estimated),
          [true, false],
        )
        assert.equal(await scene.used('tokens'), 150)
      },
    )

    claim(
      'keeps the estimate for a missing field and takes 0 as a value',
      { handle: settles({ inputTokens: 0 }) },
      async (scene) => {
        await scene.post()
        await scene.settled(1)
        assert.equal(await scene.used('tokens'), 400, 'what the operation expects of an answer')
        scene.handled[0]?.llm?.settle({ inputTokens: 0, outputTokens: 0 })
        assert.deepEqual([await scene.used('tokens'), await scene.used('requests')], [0, 1])
      },
    )

    claim('changes nothing by an empty report', { handle: settles({}) }, async (scene) => {
      await scene.post()
      await scene.settled(1)
      assert.equal(scene.settlements[0]?.estimated, true)
      assert.ok((await scene.used('tokens')) > 400)
    })

    for (const value of BAD_AMOUNTS) {
      claim(
        `cannot break a counter by reporting ${typeof value} ${JSON.stringify(value) === 'null' ? value : JSON.stringify(value)} (I9)`,
        { handle: settles({ inputTokens: value, outputTokens: value }) },
        async (scene) => {
          assert.equal((await scene.post()).status, 200)
          await scene.settled(1)
          for (const quota of ['requests', 'tokens', 'money', 'open']) {
            const used = await scene.used(quota)
            assert.ok(Number.isSafeInteger(used) && used >= 0, `${quota} are ${used}`)
          }
          await nothingIsOpen(scene)
        },
      )
    }

    claim(
      'and no report is charged the estimate, which the truth may replace once (I15)',
      { handle: answers(200) },
      async (scene) => {
        await scene.post()
        await scene.settled(1)
        const { llm } = scene.handled[0] ?? {}
        assert.deepEqual([scene.settlements[0]?.estimated, await scene.used('requests')], [true, 1])
        assert.ok((await scene.used('tokens')) > 400)
        llm?.settle(TRUTH)
        llm?.settle({ inputTokens: 1, outputTokens: 1 })
        assert.equal(await scene.used('tokens'), 150)
        assert.equal(scene.settlements.length, 2)
      },
    )
  })
}
