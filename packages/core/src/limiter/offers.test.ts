import { describe, expect, it } from '@jest/globals'
import { fakeClock } from '@llm-limit/testing'
import { isAmount } from '../amounts.js'
import { InvalidCallError } from '../errors.js'
import type { CallEstimate } from '../policy/call.js'
import { measure } from '../policy/measured-call.js'
import { plansOf } from '../policy/plans.js'
import type { Policy } from '../policy/policy.js'
import { offerList } from '../store/store.js'
import { NOON, prices } from './limiter.fixture.js'
import { CallOffers, type PricedOffer, termsOf } from './offers.js'

const first = { isFirst: true, worstCase: false }

function offers(call: CallEstimate, policy: Policy = {}, options = first): readonly PricedOffer[] {
  const plan = plansOf({
    quotas: ['10 requests / minute', '100k tokens / hour', '$1 / day', '2 concurrent'],
    prices,
    ...policy,
    expects: { model: 'dear', outputTokens: 1_000, ...policy.expects },
  }).planFor('default', 'default')
  const settings = {
    prices: policy.prices ?? prices,
    worstCase: options.worstCase,
    estimates: undefined,
    mode: 'enforce' as const,
    clock: fakeClock(NOON),
  }
  return offerList(new CallOffers(settings, plan, measure(call, plan.expects, options.isFirst)))
}

const outputs = (all: readonly PricedOffer[]) => all.map(({ output }) => output)

describe('the offers of a call', () => {
  it('degrade before they clamp, and clamp before they refuse', () => {
    expect(outputs(offers({ inputTokens: 10, maxOutputTokens: 4_000 }))).toEqual([
      { min: 4_000, max: 4_000, hold: 1_000 },
      { min: 2_000, max: 2_000, hold: 1_000 },
      { min: 256, max: 2_000, hold: 1_000 },
    ])
    const three = offers(
      { inputTokens: 10, maxOutputTokens: 4_000 },
      {
        ladder: [
          { at: 100, phase: 'soft' },
          { at: 110, phase: 'soft', output: { factor: 0.5, floor: 300 } },
          { at: 120, phase: 'hard' },
        ],
      },
    )
    expect(outputs(three)).toEqual([
      { min: 4_000, max: 4_000, hold: 1_000 },
      { min: 4_000, max: 4_000, hold: 1_000 },
      { min: 300, max: 2_000, hold: 1_000 },
    ])
    expect(three.map(({ model }) => model)).toEqual(['dear', 'middle', 'cheap'])
  })

  it.each([1, 255, 4_000, 8_000])('never shorten an answer of %d tokens that was asked for, in phase normal', (cap) => {
    const [normal] = outputs(offers({ inputTokens: 10, maxOutputTokens: cap }))
    expect([normal?.min, normal?.max]).toEqual([cap, cap])
  })

  it('never shorten it where nobody knows how long the model can answer', () => {
    const policy = { quotas: ['100k tokens / hour'] as const, prices: undefined }
    const [normal] = outputs(
      offers({ inputTokens: 10, maxOutputTokens: 100_000 }, { ...policy, expects: { model: 'own' } }),
    )
    expect([normal?.min, normal?.max]).toEqual([100_000, 100_000])
  })

  it('give no more than the model can', () => {
    expect(outputs(offers({ inputTokens: 10, maxOutputTokens: 1e9 }))[0]).toEqual({
      min: 8_000,
      max: 8_000,
      hold: 1_000,
    })
  })

  it('hold what is expected of an answer without a cap, and let it grow as far as the model can', () => {
    expect(outputs(offers({ inputTokens: 10 }))).toEqual([
      { min: 1_000, max: 8_000, hold: 1_000 },
      { min: 500, max: 500, hold: 500 },
      { min: 256, max: 500, hold: 500 },
    ])
  })

  it('hold the whole answer in the worst case', () => {
    const worst = offers({ inputTokens: 10, maxOutputTokens: 4_000 }, {}, { ...first, worstCase: true })
    expect(outputs(worst).map(({ hold }) => hold)).toEqual([4_000, 2_000, 2_000])
  })

  it('never shorten below the floor, nor lengthen an answer that was shorter', () => {
    expect(outputs(offers({ inputTokens: 10, maxOutputTokens: 300 }))[1]).toEqual({ min: 256, max: 256, hold: 256 })
    expect(outputs(offers({ inputTokens: 10, maxOutputTokens: 100 }))[1]).toEqual({ min: 100, max: 100, hold: 100 })
    expect(outputs(offers({ inputTokens: 10, maxOutputTokens: 0 }))[1]).toEqual({ min: 0, max: 0, hold: 0 })
  })

  it('clamp to a floor of their own where there is only a wall', () => {
    expect(outputs(offers({ inputTokens: 10, maxOutputTokens: 4_000 }, { ladder: 'wall' }))).toEqual([
      { min: 256, max: 4_000, hold: 1_000 },
    ])
  })

  it('pay the answer of every choice of every expected call, and the input of every call', () => {
    const [normal] = offers({ inputTokens: 10, maxOutputTokens: 100, choices: 2 }, { expects: { calls: 3 } })
    expect(normal?.output).toEqual({ min: 600, max: 600, hold: 600 })
    expect(normal?.charges.map(({ fixed }) => fixed)).toEqual([1_000, 30, 3 * 150_000, 1])
  })

  it('pay for the request and its place once: a later call pays for itself', () => {
    const [again] = offers(
      { inputTokens: 10, maxOutputTokens: 100 },
      { expects: { calls: 3 } },
      { ...first, isFirst: false },
    )
    expect(again?.charges.map(({ fixed }) => fixed)).toEqual([0, 10, 150_000, 0])
    expect(again?.output.max).toBe(100)
  })

  it('are priced by what each rung serves, each part rounded up', () => {
    const money = offers({ inputTokens: 10, maxOutputTokens: 100 }).map(({ charges }) => charges[2])
    expect(money).toMatchObject([
      { fixed: 150_000, perOutputToken: 75_000 },
      { fixed: 30_000, perOutputToken: 15_000 },
      { fixed: 2_500, perOutputToken: 2_000 },
    ])
    const [odd] = offers({ model: 'odd', inputTokens: 1, maxOutputTokens: 1 })
    expect(odd?.charges[2]).toMatchObject({ fixed: 2, perOutputToken: 1 })
  })

  it('take the long price for the whole of a long call', () => {
    const rates = (inputTokens: number) => offers({ model: 'long', inputTokens })[0]?.charges[2]
    expect(rates(999)).toMatchObject({ fixed: 999, perOutputToken: 2 })
    expect(rates(1_000)).toMatchObject({ fixed: 5_000, perOutputToken: 9 })
  })

  it('keep the model where its parameters cannot be served by the cheaper one', () => {
    const models = offers({ inputTokens: 1, servableBy: (model) => model !== 'middle' }).map(({ model }) => model)
    expect(models).toEqual(['dear', 'dear', 'dear'])
  })

  it('keep the model of the rung before where only that one can serve it', () => {
    const models = offers({ inputTokens: 1, servableBy: (model) => model !== 'cheap' }).map(({ model }) => model)
    expect(models).toEqual(['dear', 'middle', 'middle'])
  })

  it('stay amounts for the largest call that can be written down (I9)', () => {
    const call = { inputTokens: 1e9, maxOutputTokens: 1e9, choices: 1e9 }
    for (const expects of [{ calls: 1 }, { calls: 1e9 }]) {
      for (const offer of offers(call, { expects })) {
        expect(Object.values(offer.output).every(isAmount)).toBe(true)
        expect(offer.charges.every(({ fixed, perOutputToken }) => isAmount(fixed) && isAmount(perOutputToken))).toBe(
          true,
        )
      }
    }
  })
})

describe('the terms of an offer', () => {
  it('say what is served instead of what, and share the answer between the choices', () => {
    const call = { inputTokens: 1, maxOutputTokens: 1_000, choices: 3 }
    const plan = plansOf({ quotas: ['9 tokens / hour'], expects: { model: 'dear' } }).planFor('default', 'default')
    const [normal, soft] = offers(call)
    if (normal === undefined || soft === undefined) throw new Error('Two rungs, two offers.')
    expect(termsOf(normal, measure(call, plan.expects, true), 3_000)).toEqual({
      model: 'dear',
      maxOutputTokens: 1_000,
      isCut: false,
      delayMs: 0,
      cache: 'normal',
    })
    expect(termsOf(soft, measure(call, plan.expects, true), 1_499)).toEqual({
      model: 'middle',
      insteadOf: 'dear',
      maxOutputTokens: 499,
      isCut: true,
      delayMs: 400,
      cache: 'looser',
    })
  })
})

describe('a call that cannot be measured is the mistake of its caller', () => {
  const plan = plansOf({ quotas: ['9 tokens / hour'] }).planFor('default', 'default')
  const bad = [Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5, 2 ** 53, '4096', [1], true, null, {}]
  it.each(['inputTokens', 'maxOutputTokens', 'choices'])('by its %s', (name) => {
    for (const value of bad) {
      if (value === null && name !== 'inputTokens') continue
      const call = { inputTokens: 1, [name]: value } as unknown as CallEstimate
      expect(() => measure(call, plan.expects, true)).toThrow(InvalidCallError)
      expect(() => measure(call, plan.expects, true)).toThrow(`${name} of a call must be a whole number from 0 to 1e9.`)
    }
  })

  it('but -0 is 0, and no choices are one', () => {
    expect(measure({ inputTokens: -0, choices: 0 }, plan.expects, true)).toMatchObject({ inputTokens: 0, answers: 1 })
  })
})
