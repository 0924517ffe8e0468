import { describe, expect, it } from '@jest/globals'
import { ConfigError } from '../errors.js'
import { prices } from '../limiter/limiter.fixture.js'
import { ladderOf } from './ladder.js'
import type { Rung } from './policy.js'

const hard: Rung = { at: 120, phase: 'hard' }
const soft = (at: number, terms: Partial<Rung> = {}): Rung => ({ at, phase: 'soft', ...terms })

function served(models: Rung['models'], asked: string): string | undefined {
  return ladderOf([soft(100, { models }), hard], prices).rungs[1]?.modelFor(asked, asked)
}

describe('a ladder', () => {
  it('warns at 80 %, serves less from 100 and 105 % and refuses at 120 % when nothing is said', () => {
    const ladder = ladderOf(undefined, prices)
    expect([ladder.warnAt, ladder.hardAt]).toEqual([800, 1200])
    expect(ladder.rungs).toMatchObject([
      { phase: 'normal', ceiling: 100, delayMs: 0, cache: 'normal', output: undefined, isLast: false },
      {
        phase: 'soft',
        ceiling: 105,
        delayMs: 400,
        cache: 'looser',
        output: { factor: 0.5, floor: 256 },
        isLast: false,
      },
      { phase: 'soft', ceiling: 120, delayMs: 400, cache: 'looser', output: { factor: 0.5, floor: 256 }, isLast: true },
    ])
    expect(ladder.rungs.map(({ pace }) => pace)).toEqual([undefined, undefined, undefined])
  })

  it('may begin a rung early: the one before is held to its pace, and the last to none', () => {
    const { rungs } = ladderOf([soft(100, { pace: 0.25 }), soft(110, { pace: 1 }), hard], prices)
    expect(rungs.map(({ pace }) => pace)).toEqual([0.25, 1, undefined])
  })

  it(`'wall' serves all or nothing, and refuses at 100 %`, () => {
    const ladder = ladderOf('wall', prices)
    expect([ladder.warnAt, ladder.hardAt]).toEqual([800, 1000])
    expect(ladder.rungs).toMatchObject([{ phase: 'normal', ceiling: 100, isLast: true }])
  })

  it.each([0, 1, 2, 3, 7])('may have %d serving rungs, each up to where the next begins', (count) => {
    const steps = Array.from({ length: count }, (_, i) => soft(100 + 10 * i))
    const { rungs } = ladderOf([{ at: 50, phase: 'warning' }, ...steps, { at: 200, phase: 'hard' }], prices)
    const ceilings = [...steps.map(({ at }) => at), 200]
    expect(rungs.map(({ ceiling }) => ceiling)).toEqual(ceilings)
    expect(rungs.map(({ isLast }) => isLast)).toEqual(ceilings.map((_, i) => i === count))
    expect(rungs.map(({ index }) => index)).toEqual(ceilings.map((_, i) => i))
  })

  it('without a warning of its own warns where it begins to serve less', () => {
    expect(ladderOf([soft(90), hard], prices).warnAt).toBe(900)
    expect(ladderOf([{ at: 100, phase: 'hard' }], prices).warnAt).toBe(1000)
  })
})

describe('the model map of a rung', () => {
  const models = { dear: 'cheap', 'mid*': 'cheap', 'middle*': 'middle', '*': 'cheap' }

  it.each([
    ['an exact name before any wildcard', 'dear', 'cheap'],
    ['the longest wildcard', 'middle-2', 'middle'],
    ['a wildcard for the name before its star', 'mid', 'cheap'],
    ['a wildcard for anything', 'unheard-of', 'cheap'],
  ])('takes %s', (_, asked, model) => {
    expect(served(models, asked)).toBe(model)
  })

  it('leaves alone what it does not name', () => {
    expect(served({ dear: 'cheap' }, 'middle')).toBe('middle')
    expect(served({}, 'dear')).toBe('dear')
    for (const asked of ['__proto__', 'constructor', 'toString']) expect(served({ dear: 'cheap' }, asked)).toBe(asked)
  })

  it('is that of the prices when the rung has none', () => {
    expect(served(undefined, 'dear')).toBe('middle')
    expect(served(undefined, 'cheap')).toBe('cheap')
    expect(ladderOf([soft(100), hard], undefined).rungs[1]?.modelFor('dear', 'dear')).toBe('dear')
  })

  it('is a step further down than the rung before, whatever that one serves', () => {
    const { rungs } = ladderOf([soft(100, { models: { dear: 'middle' } }), soft(110), hard], prices)
    expect(rungs[2]?.modelFor('dear', 'middle')).toBe('cheap')
    expect(rungs[2]?.modelFor('dear', 'dear')).toBe('middle')
  })

  it('keeps a model that a wildcard matches, but that is cheaper than its target', () => {
    expect(served({ '*': 'middle' }, 'dear')).toBe('middle')
    expect(served({ '*': 'middle' }, 'cheap')).toBe('cheap')
  })
})

describe('a ladder is refused', () => {
  it.each<readonly [string, readonly Rung[], string]>([
    ['at a share that is not whole', [soft(99.5), hard], 'ladder: at 99.5 must be a whole percentage from 1 to 1000.'],
    ['at a share of 0', [{ at: 0, phase: 'hard' }], 'ladder: at 0 must be a whole percentage from 1 to 1000.'],
    ['at a share of NaN', [{ at: Number.NaN, phase: 'hard' }], 'ladder: at NaN must be'],
    ['beyond 1000 %', [{ at: 1001, phase: 'hard' }], 'ladder: at 1001 must be'],
    [
      'when it does not rise',
      [soft(100), soft(100), hard],
      "must rise in 'at' and go from warning over soft to hard, not soft 100 then soft 100.",
    ],
    [
      'when it warns after serving less',
      [soft(100), { at: 110, phase: 'warning' }, hard],
      'not soft 100 then warning 110.',
    ],
    ['when it serves after refusing', [{ at: 100, phase: 'hard' }, soft(110)], 'not hard 100 then soft 110.'],
    ['without an end', [soft(100)], `exactly one rung, the last, has phase 'hard'.`],
    ['with two ends', [{ at: 100, phase: 'hard' }, hard], `exactly one rung, the last, has phase 'hard'.`],
    ['when it is empty', [], `exactly one rung, the last, has phase 'hard'.`],
    [
      'for a factor of 0',
      [soft(100, { output: { factor: 0, floor: 1 } }), hard],
      'ladder: output at 100 % needs a factor above 0 and at most 1',
    ],
    ['for a factor above 1', [soft(100, { output: { factor: 1.1, floor: 1 } }), hard], 'ladder: output at 100 %'],
    [
      'for a floor of half a token',
      [soft(100, { output: { factor: 1, floor: 0.5 } }), hard],
      'a floor in whole tokens.',
    ],
    ['for a negative floor', [soft(100, { output: { factor: 1, floor: -1 } }), hard], 'a floor in whole tokens.'],
    [
      'for a negative delay',
      [soft(100, { delayMs: -1 }), hard],
      'ladder: delayMs -1 at 100 % must be from 0 to 60,000.',
    ],
    ['for a delay of NaN', [soft(100, { delayMs: Number.NaN }), hard], 'ladder: delayMs NaN at 100 %'],
    ['for a delay above a minute', [soft(100, { delayMs: 60_001 }), hard], 'ladder: delayMs 60001 at 100 %'],
    ...[0, -0.5, 1.01, Number.NaN].map(
      (pace) =>
        [
          `for a pace of ${pace}`,
          [soft(100, { pace }), hard],
          `ladder: pace ${pace} at 100 % must be above 0 and at most 1, such as 0.25.`,
        ] as const,
    ),
    [
      'for a pace of the end: a refusal never comes early',
      [soft(100), { at: 120, phase: 'hard', pace: 0.5 }],
      `ladder: pace 0.5 at 120 % is of phase 'hard'. Only a soft rung can begin early.`,
    ],
    [
      'for a warning with a pace',
      [{ at: 80, phase: 'warning', pace: 0.5 }, hard],
      `ladder: pace 0.5 at 80 % is of phase 'warning'. Only a soft rung can begin early.`,
    ],
    [
      'when a later rung could begin before an earlier one',
      [soft(100), soft(110, { pace: 0.25 }), hard],
      'ladder: pace 0.25 at 110 % must not be below the 1 at 100 %. Give both the same.',
    ],
    [
      'for a dearer target',
      [soft(100, { models: { cheap: 'dear' } }), hard],
      `ladder models: 'dear' costs more than 'cheap'. A lower rung must not cost more.`,
    ],
    [
      'for a target without a price',
      [soft(100, { models: { dear: 'own' } }), hard],
      `ladder models: 'own' (for 'dear') has no price. Map to one priced model or add its price.`,
    ],
    [
      'for a target that is a pattern',
      [soft(100, { models: { 'dear*': 'cheap*' } }), hard],
      `'cheap*' (for 'dear*') has no price.`,
    ],
  ])('%s', (_, steps, message) => {
    expect(() => ladderOf(steps, prices)).toThrow(ConfigError)
    expect(() => ladderOf(steps, prices)).toThrow(message)
  })
})
