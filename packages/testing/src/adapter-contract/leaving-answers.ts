import assert from 'node:assert/strict'
import { booksBalance, nothingIsOpen } from './books.js'
import { describeClaims } from './claims.js'
import { asksModel, asksModelWhileHeard, neverAnswers, pipesStream } from './handlers.js'
import { CHAT, type Contract } from './scene.js'
import { beginsToAnswer, PACED, PACED_CHUNKS, receiveChunks } from './streams.js'
import { quiet, until } from './waiting.js'

const REQUEST = { user: 'ada', body: CHAT }
/** Holds the answer back until the test lets time pass. */
const SLOW = { firstByteDelayMs: 10 }

/** A client that leaves while it is served: nothing stays open, and the charge is what the model server billed. */
export function describeLeavingAnswers(contract: Contract): void {
  describeClaims(contract, 'a client that leaves before the headers', (claim) => {
    for (const way of ['leave', 'reset', 'halfClose'] as const) {
      claim(`(${way}), is charged the call that went on without it (I2, I3)`, { model: SLOW }, async (scene) => {
        const client = await scene.connect()
        client.send(REQUEST)
        await until('the model is asked and waits', () => scene.pace.pending > 0)
        client[way]()
        // Not every server closes its half at once.
        if (way === 'halfClose') await quiet()
        else await until('the client is gone', () => client.isClosed)
        assert.equal(await scene.used('open'), 1, 'a call that runs holds its budget')
        scene.pace.advance(10)
        await scene.settled(1)
        assert.equal(scene.model.bill.length, 1)
        await booksBalance(scene)
      })
    }

    claim(
      'and takes the model call with it, is charged the input that was sent (I2)',
      { model: SLOW, handle: asksModelWhileHeard },
      async (scene) => {
        const client = await scene.connect()
        client.send(REQUEST)
        await until('the model is asked and waits', () => scene.pace.pending > 0)
        client.leave()
        await scene.settled(1)
        await scene.model.idle()
        const [line] = scene.model.bill
        const [attempt] = scene.attempts
        assert.equal(line?.outputTokens, 0)
        assert.equal(attempt?.usage.outputTokens, 0)
        assert.equal(attempt?.outcome, 'aborted')
        assert.ok((attempt?.usage.inputTokens ?? 0) >= (line?.inputTokens ?? 1), 'the estimate under-counts')
        await nothingIsOpen(scene)
      },
    )

    claim(
      'of a stream that nobody will read, has it cut at once (I2)',
      { model: { ...PACED, firstByteDelayMs: 10 }, handle: pipesStream },
      async (scene) => {
        const client = await scene.connect()
        client.send(REQUEST)
        await until('the model is asked and waits', () => scene.pace.pending > 0)
        client.leave()
        await until('the client is gone', () => client.isClosed)
        await quiet()
        scene.pace.advance(10)
        await scene.settled(1)
        await scene.model.idle()
        assert.deepEqual([scene.model.bill[0]?.aborted, scene.model.bill[0]?.outputTokens], [true, 0])
        assert.ok((await scene.used('tokens')) >= (scene.model.bill[0]?.inputTokens ?? 1))
        await nothingIsOpen(scene)
      },
    )

    claim(
      'of a handler that never answers, is charged the estimate, since a client of its own may have run (I2)',
      { handle: neverAnswers },
      async (scene) => {
        const client = await scene.connect()
        client.send(REQUEST)
        await until('the handler runs', () => scene.handled.length === 1)
        await scene.clock.advanceAsync(600_000)
        assert.equal(await scene.used('open'), 1, 'the lease of an open response is renewed')
        client.leave()
        await scene.settled(1)
        assert.deepEqual([scene.settlements[0]?.estimated, scene.settlements[0]?.released], [true, false])
        await nothingIsOpen(scene)
      },
    )
  })

  describeClaims(contract, 'a client that leaves a stream', (claim) => {
    claim(
      'after the headers, before the first chunk, is charged the input (I2)',
      { model: PACED, handle: pipesStream },
      async (scene) => {
        const client = await scene.connect()
        client.send(REQUEST)
        await beginsToAnswer(contract, scene, client)
        client.leave()
        await scene.settled(1)
        await scene.model.idle()
        assert.deepEqual([scene.model.bill[0]?.outputTokens, scene.attempts[0]?.usage.outputTokens], [0, 0])
        assert.ok((await scene.used('tokens')) >= (scene.model.bill[0]?.inputTokens ?? 1))
        await nothingIsOpen(scene)
      },
    )

    for (const [chunk, way] of [
      [1, 'leave'],
      [4, 'leave'],
      [4, 'reset'],
      [PACED_CHUNKS, 'leave'],
    ] as const) {
      claim(
        `after chunk ${chunk} of ${PACED_CHUNKS} (${way}), is charged what was billed until then (I2, I3)`,
        { model: PACED, handle: pipesStream },
        async (scene) => {
          const client = await scene.connect()
          client.send(REQUEST)
          await receiveChunks(scene, client, chunk)
          client[way]()
          await scene.settled(1)
          await scene.model.idle()
          assert.equal(scene.model.bill[0]?.outputTokens, Math.min(chunk - 1, PACED.outputTokens))
          await booksBalance(scene)
        },
      )
    }

    claim(
      'after the last chunk, before the end, is charged all of it (I2, I3)',
      { model: { ...PACED, fault: { kind: 'stalled', afterChunks: PACED_CHUNKS } }, handle: pipesStream },
      async (scene) => {
        const client = await scene.connect()
        client.send(REQUEST)
        await receiveChunks(scene, client, PACED_CHUNKS)
        client.leave()
        await scene.settled(1)
        await scene.model.idle()
        assert.equal(scene.model.bill[0]?.outputTokens, PACED.outputTokens)
        await booksBalance(scene)
      },
    )

    claim(
      'whose usage was never said, is charged at least the input and about the text that it got (I2)',
      { model: { ...PACED, outputTokens: 40, usage: 'last' }, handle: pipesStream },
      async (scene) => {
        const client = await scene.connect()
        client.send(REQUEST)
        await receiveChunks(scene, client, 31)
        client.leave()
        await scene.settled(1)
        await scene.model.idle()
        const [line] = scene.model.bill
        const { inputTokens = 0, outputTokens = 0 } = scene.attempts[0]?.usage ?? {}
        assert.equal(scene.settlements[0]?.estimated, true)
        assert.equal(line?.outputTokens, 30)
        assert.ok(inputTokens >= line.inputTokens)
        assert.ok(outputTokens >= 27 && outputTokens <= 60, `30 words were taken for ${outputTokens} tokens`)
        await nothingIsOpen(scene)
      },
    )

    claim(
      'on a connection that served another request before, leaves that one as it was (I2, I3)',
      {
        model: { outputTokens: 6 },
        handle: (models) => (call) => (call.path === '/ai/chat' ? asksModel : pipesStream)(models)(call),
      },
      async (scene) => {
        const client = await scene.connect()
        client.send(REQUEST)
        await scene.settled(1)
        await client.receives('chat.completion')
        scene.model.next(PACED)
        client.send({ ...REQUEST, path: '/ai/stream' })
        await receiveChunks(scene, client, 3)
        client.leave()
        await scene.settled(2)
        assert.deepEqual(
          scene.settlements.map(({ estimated }) => estimated),
          // What was reported of the second was its beginning.
          [false, true],
        )
        await booksBalance(scene)
      },
    )

    claim(
      'as forty do at once, after every chunk there is, leaves books that balance (I2, I3)',
      { model: PACED, handle: pipesStream },
      async (scene) => {
        const clients = await Promise.all(Array.from({ length: 40 }, () => scene.connect()))
        for (const client of clients) client.send(REQUEST)
        let gone = 0
        for (let chunk = 1; chunk <= PACED_CHUNKS; chunk += 1) {
          await until('every model call waits', () => scene.pace.pending === clients.length - gone)
          scene.pace.advance(PACED.chunkDelayMs)
          for (const client of clients.slice(gone)) await client.receivesChunks(chunk)
          for (const client of clients.slice(gone, chunk * 5)) client.leave()
          gone = chunk * 5
          await scene.settled(gone)
        }
        await booksBalance(scene)
      },
    )
  })
}
