import assert from 'node:assert/strict'
import { nothingIsCharged } from './books.js'
import { describeClaims } from './claims.js'
import { settles } from './handlers.js'
import { CHAT, type Contract } from './scene.js'

const FIELDS = ['ratelimit', 'ratelimit-policy', 'llm-limit-phase', 'llm-limit-used', 'llm-limit-terms', 'retry-after']

/** What is not guarded passes as if there were no guard. */
export function describePassing(contract: Contract): void {
  describeClaims(contract, 'a guard', (claim) => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'DELETE']) {
      claim(`lets ${method} pass uncharged, also when nothing is left`, { handle: settles() }, async (scene) => {
        assert.equal((await scene.post({ method, body: undefined })).status, 200)
        await nothingIsCharged(scene)
        await scene.spendTokens(125_000)
        const { status, fields } = await scene.post({ method, body: undefined })
        assert.equal(status, 200)
        for (const name of FIELDS) assert.equal(fields.get(name), null, name)
        assert.equal(scene.handled.length, 2)
        assert.equal(scene.handled[0]?.llm, undefined)
      })
    }

    for (const method of ['POST', 'PUT', 'PATCH']) {
      claim(`guards ${method}`, { handle: settles() }, async (scene) => {
        const { fields } = await scene.post({ method })
        assert.equal(fields.get('llm-limit-phase'), 'normal')
        assert.equal(scene.handled[0]?.llm?.phase, 'normal')
      })
    }

    claim(
      'lets a request pass uncharged, its body unread by it, when the operation is false',
      {
        handle: settles(),
        guards: (limiter) => [{ limiter, operation: (path) => (path === '/free' ? false : 'chat') }],
      },
      async (scene) => {
        const { fields } = await scene.post({ path: '/free' })
        for (const name of FIELDS) assert.equal(fields.get(name), null, name)
        assert.deepEqual(scene.handled[0]?.body, CHAT)
        assert.equal(scene.handled[0]?.llm, undefined)
        await nothingIsCharged(scene)
        assert.equal((await scene.post({ path: '/other' })).fields.get('llm-limit-phase'), 'normal')
      },
    )

    claim('passes all there is through in mode off', { policy: { mode: 'off' } }, async (scene) => {
      assert.equal((await scene.post()).status, 200)
      assert.deepEqual(scene.handled[0]?.body, CHAT)
    })
  })
}
