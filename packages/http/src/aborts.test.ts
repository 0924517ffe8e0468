import { describe, expect, it } from '@jest/globals'
import {
  APIS,
  type Asked,
  askAndLeave,
  bodyOf,
  type Leave,
  type Left,
  readEvents,
  untilAsked,
  WAYS,
} from './aborts.fixture.js'

const ANSWERS = {
  text: { outputTokens: 6 },
  'a tool call': { outputTokens: 6, toolCalls: [{ name: 'get_weather' }] },
  'thinking, then text': { outputTokens: 8, reasoningTokens: 3 },
} as const
const AFTER_ABORT = ['stops', 'bills-on'] as const

/** An estimate never goes farther beyond the truth: frames, names of tools, and what a tokenizer is off by. */
const MOST_INPUT = 24
const mostOutput = (delivered: number): number => 2.5 * delivered + 16

const names = <Name extends string>(record: Readonly<Record<Name, unknown>>): Name[] => Object.keys(record) as Name[]
const rows = names(APIS).flatMap((api) =>
  names(ANSWERS).flatMap((kind) =>
    AFTER_ABORT.flatMap((onAbort) => names(WAYS).map((way) => ({ api, kind, onAbort, way }))),
  ),
)

/** One ledger line, one settlement, nothing held; and both say the same. */
function expectClosed({ attempts, settlements, used, open }: Left): void {
  expect([attempts.length, settlements.length, open]).toEqual([1, 1, 0])
  const { inputTokens = -1, outputTokens = -1 } = attempts[0]?.usage ?? {}
  expect(used).toBe(inputTokens + outputTokens)
  expect(settlements[0]?.amounts[0]?.charged).toBe(used)
  expect(settlements[0]?.released).toBe(false)
}

/** What was sent and what came of the answer are paid for, and not much more. Thinking that never shows is not seen by anybody. */
function expectPaid({ attempts, bill: [line] }: Left, delivered: number): void {
  const { inputTokens = -1, outputTokens = -1 } = attempts[0]?.usage ?? {}
  const { inputTokens: billed = Number.NaN } = line ?? {}
  expect(inputTokens).toBeGreaterThanOrEqual(billed)
  expect(inputTokens).toBeLessThanOrEqual(billed + MOST_INPUT)
  expect(outputTokens).toBeGreaterThanOrEqual(delivered)
  expect(outputTokens).toBeLessThanOrEqual(mostOutput(delivered))
}

function leaveAfter(events: number, leave: Leave) {
  return async (ask: () => Promise<Response>, controller: AbortController): Promise<number> => {
    const reader = bodyOf(await ask())
    const came = await readEvents(reader, events)
    await leave(controller, reader)
    return came
  }
}

function stallAfter(afterChunks: number) {
  return { fault: { kind: 'stalled', afterChunks } } as const
}

describe('a client that leaves a stream', () => {
  it.each(rows)('of $api, $kind, at any event ($way; the provider $onAbort): pays for what came', async (row) => {
    const asked = APIS[row.api](true)
    const answer = ANSWERS[row.kind]
    const whole = await askAndLeave(asked, answer, async (ask) => readEvents(bodyOf(await ask())))
    expect(whole.events).toBeGreaterThanOrEqual(row.api === 'gemini' ? 2 : 8)
    expect(whole.attempts).toMatchObject([{ outcome: 'finished', estimated: false }])
    for (let event = 0; event <= whole.events; event += 1) {
      const stops = await askAndLeave(asked, { ...answer, ...stallAfter(event) }, leaveAfter(event, WAYS[row.way]))
      const [line] = stops.bill
      const delivered = (line?.outputTokens ?? Number.NaN) - (line?.reasoningTokens ?? 0)
      const left =
        row.onAbort === 'stops'
          ? stops
          : await askAndLeave(
              asked,
              { ...answer, ...stallAfter(event), onAbort: 'bills-on' },
              leaveAfter(event, WAYS[row.way]),
            )
      expect([left.events, left.bill.length, left.bill[0]?.aborted]).toEqual([event, 1, true])
      expectClosed(left)
      expectPaid(left, delivered)
    }
  })
})

describe('a client that leaves a JSON answer', () => {
  const jsonRows = names(APIS).flatMap((api) => AFTER_ABORT.map((onAbort) => ({ api, onAbort })))

  it.each(jsonRows)('of $api before it comes (the provider $onAbort): pays for the input', async ({ api, onAbort }) => {
    const never = { outputTokens: 6, firstByteDelayMs: 600_000, onAbort }
    const left = await askAndLeave(APIS[api](false), never, async (ask, controller, server) => {
      const answer = ask().catch((error: unknown) => error)
      await untilAsked(server)
      controller.abort()
      expect(await answer).toMatchObject({ name: 'AbortError' })
      return 0
    })
    expect(left.bill[0]?.outputTokens).toBe(onAbort === 'stops' ? 0 : 6)
    expectClosed(left)
    expectPaid(left, 0)
  })

  const inBody = jsonRows.flatMap((row) =>
    names(WAYS).flatMap((way) => [6, 2_000].map((tokens) => ({ ...row, way, tokens }))),
  )

  it.each(inBody)(
    'of $api with $tokens tokens while it comes ($way; the provider $onAbort): pays for what came',
    async ({ api, onAbort, way, tokens }) => {
      const half = { outputTokens: tokens, fault: { kind: 'stalled' }, onAbort } as const
      let came = 0
      const left = await askAndLeave(withRoom(APIS[api](false)), half, async (ask, controller) => {
        const reader = bodyOf(await ask())
        came = (await reader.read()).value?.length ?? 0
        await WAYS[way](controller, reader)
        return 0
      })
      expect(came).toBeGreaterThan(0)
      expectClosed(left)
      const { inputTokens = -1, outputTokens = -1 } = left.attempts[0]?.usage ?? {}
      expect(inputTokens).toBeGreaterThanOrEqual(left.bill[0]?.inputTokens ?? Number.NaN)
      // Five letters a token; less than half of them came.
      expect(outputTokens).toBeGreaterThanOrEqual(Math.min(tokens / 2, came / 5) - 100)
      expect(outputTokens).toBeGreaterThanOrEqual(6)
      expect(outputTokens).toBeLessThanOrEqual(mostOutput(tokens) + 400)
    },
  )
})

/** So that an answer of 2,000 tokens is not cut at its cap. */
function withRoom({ path, body }: Asked): Asked {
  return { path, body: 'max_tokens' in body ? { ...body, max_tokens: 4_000 } : body }
}
