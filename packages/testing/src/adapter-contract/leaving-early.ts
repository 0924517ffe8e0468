import assert from 'node:assert/strict'
import { nothingIsCharged, nothingIsOpen } from './books.js'
import { describeClaims } from './claims.js'
import { CHAT, type Contract } from './scene.js'
import { slowReserve } from './slow-store.js'
import { quiet, until } from './waiting.js'

const REQUEST = { user: 'ada', body: CHAT }
const HALF_A_REQUEST =
  ' HTTP/1.1\r\nhost: a\r\nx-user: ada\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{"mess'

/** A client that leaves before the handler runs costs nothing. */
export function describeLeavingEarly(contract: Contract): void {
  describeClaims(contract, 'a client that leaves before the handler runs', (claim) => {
    claim('while its body is on its way, holds nothing (I2)', {}, async (scene) => {
      const client = await scene.connect()
      client.write(`POST ${client.base}/ai/chat${HALF_A_REQUEST}`)
      await quiet()
      client.leave()
      await quiet()
      assert.equal(scene.handled.length, 0)
      await nothingIsCharged(scene)
    })

    for (const way of ['leave', 'reset'] as const) {
      const slow = slowReserve()
      claim(
        `while the store answers (${way}), is released as soon as it has (I2)`,
        { store: slow.around },
        async (scene) => {
          const client = await scene.connect()
          client.send(REQUEST)
          await slow.isAsked()
          client[way]()
          await until('the client is gone', () => client.isClosed)
          await quiet()
          slow.answer()
          await scene.settled(1)
          assert.equal(scene.settlements[0]?.released, true)
          assert.equal(scene.handled.length, 0)
          await nothingIsCharged(scene)
        },
      )

      claim(`during the delay (${way}), ends it and is released (I2)`, {}, async (scene) => {
        await scene.spendTokens(105_000)
        const timers = scene.clock.pending
        const client = await scene.connect()
        client.send(REQUEST)
        await until('the delay begins', async () => (await scene.used('open')) === 1)
        client[way]()
        await scene.settled(2)
        assert.equal(scene.handled.length, 0)
        assert.deepEqual([await scene.used('requests'), await scene.used('tokens')], [1, 105_000])
        await nothingIsOpen(scene)
        assert.equal(scene.clock.pending, timers + 1, 'only the timer of the renewals is left')
        scene.clock.advance(20_000)
        assert.equal(scene.clock.pending, timers)
      })
    }
  })
}
