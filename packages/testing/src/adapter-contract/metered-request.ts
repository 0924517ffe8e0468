import assert from 'node:assert/strict'
import { billTotal } from '../model-server/bill.js'
import { booksBalance, nothingIsOpen } from './books.js'
import { describeClaims } from './claims.js'
import { asksThen, BROKEN, json } from './handlers.js'
import { CHAT, type Contract } from './scene.js'

/** A request whose model call went through a metered fetch. */
export function describeMeteredRequest(contract: Contract): void {
  describeClaims(contract, 'a request with a model call', (claim) => {
    claim('is charged what the provider reports (I3)', {}, async (scene) => {
      await scene.post()
      await scene.settled(1)
      assert.equal(scene.settlements[0]?.estimated, false)
      assert.equal(await scene.used('requests'), 1)
      await booksBalance(scene)
    })

    claim(
      'is charged it also when the handler answers 500 (I2, I3)',
      { handle: asksThen(() => json({}, 500)) },
      async (scene) => {
        assert.equal((await scene.post()).status, 500)
        await scene.settled(1)
        assert.equal(scene.model.bill.length, 1)
        await booksBalance(scene)
      },
    )

    claim('is charged it also when the handler throws (I2, I3)', { handle: asksThen(fails) }, async (scene) => {
      assert.equal((await scene.post()).status, 500)
      await scene.settled(1)
      assert.equal(scene.model.bill.length, 1)
      await booksBalance(scene)
    })

    claim(
      'is charged it also when the handler throws after the headers (I2, I3)',
      { handle: asksThen(() => BROKEN) },
      async (scene) => {
        const client = await scene.connect()
        client.send({ user: 'ada', body: CHAT })
        await client.receives('half an ans')
        client.leave()
        await scene.settled(1)
        await booksBalance(scene)
      },
    )

    claim(
      'is charged by its text when the provider reports nothing',
      { model: { usage: 'never', outputTokens: 30 } },
      async (scene) => {
        await scene.post()
        await scene.settled(1)
        const { inputTokens = 0, outputTokens = 0 } = scene.attempts[0]?.usage ?? {}
        assert.equal(scene.settlements[0]?.estimated, true)
        assert.ok(inputTokens >= (scene.model.bill[0]?.inputTokens ?? 1))
        assert.ok(outputTokens >= 27 && outputTokens <= 60, `30 words were taken for ${outputTokens} tokens`)
        await nothingIsOpen(scene)
      },
    )

    claim(
      'leaves counters that are the sum of the bill, with thirty of five users at once (I3)',
      { model: { outputTokens: ({ id }) => id.length * 7 } },
      async (scene) => {
        const users = Array.from({ length: 30 }, (_, i) => `user-${i % 5}`)
        const statuses = await Promise.all(users.map(async (user) => (await scene.post({ user })).status))
        assert.deepEqual(new Set(statuses), new Set([200]))
        await scene.settled(30)
        const used = await Promise.all([...new Set(users)].map((user) => scene.used('tokens', user)))
        const { calls, inputTokens, outputTokens } = billTotal(scene.model.bill)
        assert.deepEqual([calls, used.reduce((sum, tokens) => sum + tokens, 0)], [30, inputTokens + outputTokens])
      },
    )
  })
}

function fails(): never {
  throw new Error('The handler failed.')
}
