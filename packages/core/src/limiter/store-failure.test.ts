import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { StoreError } from '../errors.js'
import { memoryStore } from '../store/memory-store.js'
import type { Granted, ReserveReply, Store } from '../store/store.js'
import { ada, admitted, admittedCall, benchWith, denied, tokens } from './limiter.fixture.js'

const cause = new StoreError('The store is down.')
const rejects = (): Promise<never> => Promise.reject(cause)
const throws = (): never => {
  throw cause
}

function withStore(change: (store: Store) => Partial<Store>) {
  const store = memoryStore()
  return benchWith({
    quotas: ['1000 tokens / hour', '9k tokens / day'],
    expects: { outputTokens: 0 },
    store: { ...store, ...change(store) },
    whenStoreFails: 'deny',
  })
}

const granted: Granted = { kind: 'granted', now: 0, offer: 7, rung: 0, output: 0, repeatFactor: 1000, end: 0, used: [] }

describe('a store that fails (I24)', () => {
  it.each<readonly [string, () => Promise<ReserveReply> | ReserveReply]>([
    ['rejects', rejects],
    ['throws at once', throws],
    ['grants what was not offered', () => granted],
    ['is in no period whenever it is asked', () => ({ kind: 'period', now: 0 })],
  ])('is unavailable when it %s: never a denial, and told of', async (_, reserve) => {
    const { ask, heard } = withStore(() => ({ reserve }))
    expect(await ask({ call: tokens(1) })).toEqual({ outcome: 'unavailable', retryAfterMs: 1_000 })
    expect(heard['store-failed']).toHaveLength(1)
    expect(heard['store-failed'][0]?.during).toBe('reserve')
    expect(heard['call-denied']).toEqual([])
  })

  it('leaves run() with the same value, and the work unbegun', async () => {
    const { limiter } = withStore(() => ({ reserve: rejects }))
    let began = false
    const result = await limiter.run({ subject: ada }, async () => {
      began = true
    })
    expect([result.outcome, began]).toEqual(['unavailable', false])
  })

  it.each([rejects, throws])('at the call door is unavailable too', async (raise) => {
    const { ask, heard } = withStore(() => ({ raise }))
    const admission = admitted(await ask({ call: tokens(1) }))
    expect(await admission.reserve(tokens(500))).toEqual({ outcome: 'unavailable', retryAfterMs: 1_000 })
    expect(heard['store-failed']).toEqual([{ during: 'raise', cause }])
    admittedCall(await admission.reserve(tokens(1)))
  })

  it.each([rejects, throws])('never makes settle, release or end reject: it is told later', async (settle) => {
    const { ask, heard } = withStore(() => ({ settle }))
    const admissions = [admitted(await ask()), admitted(await ask()), admitted(await ask())]
    await expect(admissions[0]?.settle({ inputTokens: 1, outputTokens: 1 })).resolves.toBeUndefined()
    await expect(admissions[1]?.release()).resolves.toBeUndefined()
    await expect(admissions[2]?.end('finished')).resolves.toBeUndefined()
    expect(heard['store-failed']).toEqual(Array(3).fill({ during: 'settle', cause }))
    expect(heard['reservation-settled'].map(({ released }) => released)).toEqual([false, true, false])
  })

  it.each([rejects, throws])('never makes a renewal reject', async (renew) => {
    const { ask, clock, heard } = withStore(() => ({ renew }))
    admitted(await ask()).keepAlive()
    await clock.advanceAsync(40_000)
    expect(heard['store-failed']).toEqual(Array(2).fill({ during: 'renew', cause }))
  })

  it('is seen by health(), and by nobody while it is well', async () => {
    await expect(withStore(() => ({ health: rejects })).limiter.health()).rejects.toBe(cause)
    await expect(withStore(() => ({})).limiter.health()).resolves.toBeUndefined()
  })

  it('that has lost a reservation refuses its calls as closed, and no ledger line is written', async () => {
    const { ask, heard } = withStore((store) => ({
      raise: () => ({ kind: 'closed', now: 0 }),
      settle: () => ({ kind: 'marked', now: 0 }),
      renew: store.renew,
    }))
    const admission = admitted(await ask({ call: tokens(1) }))
    expect(denied(await admission.reserve(tokens(500))).reason).toBe('closed')
    await admission.settle({ inputTokens: 1, outputTokens: 1 })
    expect(heard['reservation-settled']).toEqual([])
  })
})

describe('a store that answers late', () => {
  function slow() {
    const answers: (() => void)[] = []
    const later = <Reply>(answer: () => Reply): Promise<Reply> =>
      new Promise((resolve) => {
        answers.push(() => resolve(answer()))
      })
    const bench = withStore((store) => ({
      settle: (reservation, settlement) => later(() => store.settle(reservation, settlement)) as Promise<never>,
    }))
    return { ...bench, answers }
  }

  it('is waited for by close()', async () => {
    const { limiter, ask, answers, heard } = slow()
    const admission = admitted(await ask({ call: tokens(5) }))
    void admission.settle({ inputTokens: 5, outputTokens: 0 })
    let isClosed = false
    const closing = limiter.close().then(() => {
      isClosed = true
    })
    await nextTurn()
    expect(isClosed).toBe(false)
    answers[0]?.()
    await closing
    expect(heard['reservation-settled']).toHaveLength(1)
  })

  it('settles once, however often it is told meanwhile', async () => {
    const { ask, answers } = slow()
    const admission = admitted(await ask({ call: tokens(5) }))
    const all = [
      admission.settle({ inputTokens: 5, outputTokens: 0 }),
      admission.settle({ inputTokens: 9, outputTokens: 0 }),
      admission.end('finished'),
      admission.release(),
    ]
    expect(answers).toHaveLength(1)
    answers[0]?.()
    await Promise.all(all)
  })
})
