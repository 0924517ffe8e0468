import assert from 'node:assert/strict'
import { booksBalance, nothingIsOpen } from './books.js'
import { describeClaims } from './claims.js'
import { pipesStream } from './handlers.js'
import { AT_ONCE } from './ladders.js'
import { CHAT, type Contract } from './scene.js'
import { finishStreams, PACED, receiveChunks } from './streams.js'

const HOUR_MS = 3_600_000
const DAILY = {
  quotas: [
    { quota: '1000 requests / day', name: 'requests' },
    { quota: '100k tokens / day', name: 'tokens' },
    { quota: '$50 / day', name: 'money' },
    { quota: '50 concurrent', name: 'open' },
  ],
} as const

/** What time does to budgets. */
export function describePassingTime(contract: Contract): void {
  describeClaims(contract, 'time', (claim) => {
    claim(
      'may pass midnight while a request runs: it is charged to its own day, and the new one begins at nothing (I21)',
      { policy: DAILY, startMs: Date.UTC(2026, 5, 15, 23, 59, 50), model: PACED, handle: pipesStream },
      async (scene) => {
        const client = await scene.connect()
        client.send({ user: 'ada', body: CHAT })
        await receiveChunks(scene, client, 2)
        assert.ok((await scene.used('tokens')) > 0)
        await scene.clock.advanceAsync(20_000)
        assert.deepEqual([await scene.used('tokens'), await scene.used('requests')], [0, 0])
        await finishStreams(scene, 1)
        assert.deepEqual(
          [await scene.used('tokens'), await scene.used('requests'), await scene.used('money')],
          [0, 0, 0],
        )
        await nothingIsOpen(scene)
      },
    )

    claim('that jumps back an hour gives nothing, and all is well a window later (I13)', AT_ONCE, async (scene) => {
      await scene.spendTokens(120_000)
      await scene.spendTokens(50_000, 'bea')
      scene.clock.set(scene.clock.now() - HOUR_MS)
      assert.equal((await scene.post()).status, 429)
      assert.equal((await scene.post({ user: 'bea' })).status, 200)
      assert.ok((await scene.used('tokens', 'bea')) > 50_000)
      scene.clock.advance(2 * HOUR_MS + 120_000)
      assert.equal((await scene.post()).status, 200)
    })

    claim(
      'that jumps ahead ten minutes, past every lease, charges open requests all the same (I2, I13)',
      { policy: DAILY, model: PACED, handle: pipesStream },
      async (scene) => {
        const client = await scene.connect()
        client.send({ user: 'ada', body: CHAT })
        await receiveChunks(scene, client, 2)
        scene.clock.set(scene.clock.now() + 600_000)
        await finishStreams(scene, 1)
        await booksBalance(scene)
      },
    )
  })
}
