import assert from 'node:assert/strict'
import { nothingIsCharged, nothingIsOpen } from './books.js'
import { describeClaims } from './claims.js'
import { answers, BROKEN, throws } from './handlers.js'
import type { Contract } from './scene.js'

/** A request that ends before any model call was seen or reported. */
export function describeWithoutACall(contract: Contract): void {
  describeClaims(contract, 'a request without a model call', (claim) => {
    for (const status of [400, 404, 429, 500, 503]) {
      claim(`that ends with ${status} costs nothing (I2)`, { handle: answers(status) }, async (scene) => {
        assert.equal((await scene.post()).status, status)
        await scene.settled(1)
        await nothingIsCharged(scene)
      })
    }

    claim('whose handler throws costs nothing (I2)', { handle: throws }, async (scene) => {
      assert.equal((await scene.post()).status, 500)
      await scene.settled(1)
      await nothingIsCharged(scene)
    })

    claim(
      'whose handler throws after the headers is charged the estimate (I2)',
      { handle: () => async () => BROKEN },
      async (scene) => {
        const client = await scene.connect()
        client.send({ user: 'ada', body: {} })
        await client.receives('half an ans')
        client.leave()
        await scene.settled(1)
        assert.equal(scene.settlements[0]?.estimated, true)
        await nothingIsOpen(scene)
      },
    )
  })
}
