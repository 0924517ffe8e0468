import assert from 'node:assert/strict'
import { nothingIsCharged } from './books.js'
import { describeClaims } from './claims.js'
import { settles } from './handlers.js'
import { problemIn } from './problem.js'
import { CHAT, type Contract } from './scene.js'

const CHUNK = `${(500).toString(16)}\r\n${'x'.repeat(500)}\r\n`

/** No body is measured that is larger than it may be; where the guard is the first to read it, it reads no more than that. */
export function describeBodySize(contract: Contract): void {
  describeClaims(contract, 'a body above maxBodyBytes', (claim) => {
    const options = {
      handle: settles({ inputTokens: 1, outputTokens: 1 }),
      guards: (limiter: Parameters<NonNullable<Parameters<typeof claim>[1]['guards']>>[0]) => [
        { limiter, operation: 'chat', maxBodyBytes: 1_000 },
      ],
    }

    claim('is 413 by what it says of its length', options, async (scene) => {
      const answer = await scene.post({ body: { ...CHAT, prompt: 'x'.repeat(1_000) } })
      assert.equal(answer.status, 413)
      assert.deepEqual(problemIn(answer).error.code, 'body_too_large')
      assert.equal(answer.fields.get('x-should-retry'), 'false')
      assert.equal(scene.handled.length, 0)
      await nothingIsCharged(scene)
      assert.equal((await scene.post()).status, 200)
    })

    if (!contract.harness.sees.bodySize) return
    claim(
      'is 413 at the first byte too many when it does not say, without waiting for the rest',
      options,
      async (scene) => {
        const client = await scene.connect()
        const fields = 'host: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked'
        client.write(`POST ${client.base}/ai HTTP/1.1\r\n${fields}\r\n\r\n`)
        client.write(CHUNK + CHUNK)
        client.write(CHUNK)
        await client.receives(' 413 ')
        await client.receives('body_too_large')
        await nothingIsCharged(scene)
      },
    )
  })
}
