import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Admission } from '@llm-limit/core'
import { type FakeModelServer, fakeModelServer } from '@llm-limit/testing'
import { APIS, type ApiName, bodyOf } from './aborts.fixture.js'
import './context.js'
import { createLimiter } from './create-limiter.js'
import { meteredFetch } from './metered-fetch.js'

const REPORT = { inputTokens: 100, outputTokens: 50 }

/** A request with one model call, in the middle of its stream. */
interface Running {
  readonly admission: Admission
  readonly reader: ReadableStreamDefaultReader<Uint8Array>
  readonly controller: AbortController
}

/** What may each say that the call or its request is over. */
const TRIGGERS = {
  'the stream ends': async ({ reader }: Running) => {
    while (!(await reader.read().catch(() => ({ done: true }))).done);
  },
  'the call is aborted': ({ controller }: Running) => controller.abort(),
  'the body is cancelled': ({ reader }: Running) => reader.cancel().catch(() => {}),
  'the handler reports': ({ admission }: Running) => admission.settle(REPORT),
  'the response ends': ({ admission }: Running) => admission.end('finished'),
  'the client is gone': ({ admission }: Running) => admission.end('aborted'),
}
type Trigger = keyof typeof TRIGGERS

const orders = permutations(Object.keys(TRIGGERS) as Trigger[])

describe('a model call in a stream', () => {
  let server: FakeModelServer
  beforeAll(async () => {
    server = await fakeModelServer({ outputTokens: 6, words: ['word'] })
  })
  afterAll(() => server.close())

  it.each(Object.keys(APIS) as ApiName[])(
    'of %s is one ledger line and one settlement, whatever says first that it is over',
    async (api) => {
      expect(orders).toHaveLength(720)
      // A quarter of the orders for each API: what ends a call is the same for all.
      const own = orders.filter((_, n) => n % 4 === Object.keys(APIS).indexOf(api))
      for (const order of own) await expectOneLine(server, api, order)
    },
  )
})

async function expectOneLine(server: FakeModelServer, api: ApiName, order: readonly Trigger[]): Promise<void> {
  const limiter = createLimiter({ quotas: ['100k tokens / hour', '4 concurrent'] })
  const lines: string[] = []
  const settlements: boolean[] = []
  limiter.on('attempt-ended', ({ outcome }) => void lines.push(outcome))
  limiter.on('reservation-settled', ({ estimated }) => void settlements.push(estimated))
  await limiter.run({ subject: { user: 'ada' } }, async (admission) => {
    const controller = new AbortController()
    const { path, body } = APIS[api](true)
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: JSON.stringify(body), signal: controller.signal }
    const reader = bodyOf(await meteredFetch(`${server.origin}${path}`, init))
    await reader.read()
    for (const trigger of order) await TRIGGERS[trigger]({ admission, reader, controller })
  })
  const said = order.join(', ')
  const [tokens, concurrent] = (await limiter.usage({ user: 'ada' })).quotas
  expect([said, lines.length, concurrent?.used]).toEqual([said, 1, 0])
  // An estimate is replaced by the truth, once.
  expect([[true], [false], [true, false]].map((list) => [said, list])).toContainEqual([said, settlements])
  expect(tokens?.used).toBeGreaterThan(0)
  // The report is the truth unless the call itself had told it before.
  const isTold = order.indexOf('the stream ends') < order.indexOf('the handler reports')
  if (!isTold) expect([said, tokens?.used]).toEqual([said, REPORT.inputTokens + REPORT.outputTokens])
  await limiter.close()
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]))
}
