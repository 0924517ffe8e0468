import type { EveryoneQuota, QuotaInput, Rung, WhenStoreFails } from '@llm-limit/core'
import type { Random } from '../../reference/random.js'
import { unlessOneIn } from './chance.js'
import type { PolicyPlan } from './scenario.js'

const LADDERS: readonly (readonly Rung[] | 'wall')[] = [
  'wall',
  [
    { at: 80, phase: 'warning' },
    { at: 90, phase: 'soft', output: { factor: 0.8, floor: 10 } },
    { at: 100, phase: 'soft', output: { factor: 0.5, floor: 5 } },
    { at: 110, phase: 'hard' },
  ],
]

/** Small budgets, so that they are used up. One calendar at least in every list: its counter can be added up. */
export function drawPolicy(random: Random): PolicyPlan {
  const whenStoreFails = drawWhenStoreFails(random)
  const scale = random.pick([1, 1, 3, 20])
  const chat = drawQuotas(random, scale, random.pick([0, 0, 1]))
  const org: QuotaInput[] = random.oneIn(3)
    ? [{ quota: `${tokens(random, 3 * scale)} tokens / day`, name: 'org-tokens-per-day', scope: 'org' }]
    : []
  // What a repeated prompt costs in a process of its own, nobody else can know.
  const repeats = whenStoreFails === 'deny' ? [1, 1.5, 2] : (false as const)
  return {
    tiers: { free: { quotas: [...drawQuotas(random, scale, random.pick([1, 2, 3])), ...org], operations: { chat } } },
    defaultTier: 'free',
    everyone: drawEveryone(random, scale),
    operations: { chat: { weight: random.pick([1, 2, 0.2, 1.337]), repeats }, default: { repeats } },
    ladder: unlessOneIn(random, 2, () => random.pick(LADDERS)),
    expects: { model: random.pick(['dear', 'middle']), outputTokens: random.pick([20, 50, 100, 200]) },
    reserve: random.pick(['expected', 'expected', 'worst-case']),
    whenStoreFails,
  }
}

function drawWhenStoreFails(random: Random): WhenStoreFails {
  const share = random.pick([0.1, 0.3, 1])
  const processes = random.pick([1, 2, 4])
  return random.pick<WhenStoreFails>([
    'deny',
    'deny',
    'deny',
    { local: { share, processes } },
    { local: { share, processes } },
    { open: { share, processes, maxMs: random.pick([1_000, 20_000]) } },
  ])
}

function drawQuotas(random: Random, scale: number, more: number): QuotaInput[] {
  const makers: readonly (() => QuotaInput)[] = [
    () => `${tokens(random, scale)} tokens / minute`,
    () => `${random.integer(1, 6 * scale)} requests / minute`,
    () => `${random.integer(1, 4)} concurrent`,
    () => `${tokens(random, scale)} output tokens / 10 seconds`,
    () => `${tokens(random, scale)} input tokens / minute, burst ${tokens(random, scale)}`,
    () => `$${(random.integer(1, 40 * scale) / 1_000_000).toFixed(6) as `${number}`} / hour`,
    () => ({ quota: `${random.integer(2, 8 * scale)} requests / hour, burst ${random.integer(1, 5)}`, ladder: 'wall' }),
  ]
  const chosen = makers.filter(() => random.oneIn(makers.length / more))
  const calendar: QuotaInput = random.pick<QuotaInput>([
    `${tokens(random, 3 * scale)} tokens / day`,
    { quota: `${random.integer(3, 10 * scale)} requests / day`, ladder: unlessOneIn(random, 2, () => 'wall') },
    `$${(random.integer(5, 100 * scale) / 1_000_000).toFixed(6) as `${number}`} / month`,
  ])
  return more === 0 ? [] : [calendar, ...chosen.map((make) => make())]
}

function drawEveryone(random: Random, scale: number): EveryoneQuota[] {
  if (!random.oneIn(2)) return []
  const perUser = unlessOneIn(random, 2, () => 0.5)
  return [{ quota: `${tokens(random, 4 * scale)} tokens / day`, perUser }]
}

function tokens(random: Random, scale: number): number {
  return random.integer(50, 500 * scale)
}
