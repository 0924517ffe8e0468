import assert from 'node:assert/strict'
import { fakeClock } from '../fake-clock.js'
import type { StreamStyle } from '../model-server/behaviour.js'
import { type FakeModelServerOptions, fakeModelServer } from '../model-server/fake-model-server.js'
import { multibyteWords } from '../model-server/words.js'
import { booksBalance } from './books.js'
import { describeClaims } from './claims.js'
import { pipesStream } from './handlers.js'
import { CHAT, type Contract } from './scene.js'
import { beginsToAnswer, PACED } from './streams.js'
import { until } from './waiting.js'

const STYLES: Readonly<Record<string, StreamStyle>> = {
  'whole events': {},
  'three bytes at a time, with CRLF': { splitBytes: 3, lineEnd: '\r\n' },
  'one byte at a time, with CR': { splitBytes: 1, lineEnd: '\r' },
  'a byte order mark and no [DONE]': { byteOrderMark: true, done: false, splitBytes: 7 },
}

/** A stream reaches the client as the model sent it. */
export function describeStreaming(contract: Contract): void {
  describeClaims(contract, 'a stream', (claim) => {
    for (const [name, style] of Object.entries(STYLES)) {
      const model = { outputTokens: 24, words: multibyteWords, style }
      claim(
        `of ${name} passes byte for byte, without the usage event that was not asked for (I3)`,
        { model, handle: pipesStream },
        async (scene) => {
          const answer = await scene.post()
          assert.equal(answer.text, await streamOf(model, CHAT))
          assert.doesNotMatch(answer.text, /"usage"/)
          await booksBalance(scene)
        },
      )

      claim(
        `of ${name} passes with the usage event that was asked for (I3)`,
        { model, handle: pipesStream },
        async (scene) => {
          const body = { ...CHAT, stream_options: { include_usage: true } }
          const answer = await scene.post({ body })
          assert.equal(answer.text, await streamOf(model, body))
          assert.match(answer.text, /"completion_tokens":24/)
          await booksBalance(scene)
        },
      )
    }

    claim('passes each chunk as it comes', { model: PACED, handle: pipesStream }, async (scene) => {
      const client = await scene.connect()
      client.send({ user: 'ada', body: CHAT })
      await beginsToAnswer(contract, scene, client)
      for (let chunk = 1; chunk <= 3; chunk += 1) {
        await until('the model waits', () => scene.pace.pending > 0)
        assert.equal(client.chunks, chunk - 1)
        scene.pace.advance(PACED.chunkDelayMs)
        await client.receivesChunks(chunk)
      }
    })

    for (const kind of ['cut', 'reset-midway', 'truncated'] as const) {
      claim(
        `that the provider breaks off (${kind}) is charged what came (I2, I3)`,
        { model: { ...PACED, chunkDelayMs: 0, fault: { kind, afterChunks: 4 } }, handle: pipesStream },
        async (scene) => {
          await scene.post().catch(() => {})
          await scene.settled(1)
          if (kind === 'reset-midway' || (kind === 'cut' && contract.harness.sees.lastBytes === false)) return
          assert.equal(scene.model.bill[0]?.outputTokens, 3)
          await booksBalance(scene)
        },
      )
    }
  })
}

/** The bytes of the same model server without a guard in between. */
async function streamOf(model: FakeModelServerOptions, body: object): Promise<string> {
  await using server = await fakeModelServer({ ...model, clock: fakeClock() })
  const response = await fetch(`${server.url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ ...body, stream: true }),
  })
  return await response.text()
}
