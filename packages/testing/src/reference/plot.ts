import type { Repeat, Reservation, ReserveCall } from '@llm-limit/core'
import type { Command } from './command.js'
import { type Instants, instants } from './instants.js'
import { type Policy, randomPolicy } from './policies.js'
import type { Random } from './random.js'
import type { ReferenceStore } from './reference-store.js'

/** What a growing history knows of itself. */
export interface Plot {
  readonly random: Random
  readonly users: readonly string[]
  readonly operations: readonly string[]
  /** How repeats of a prompt are charged, undefined when they are not. */
  readonly repeats: (Omit<Repeat, 'fingerprint'> & { readonly prompts: number }) | undefined
  readonly ends: Instants
  policy: Policy
  /** Latest store time seen. */
  latest: number
  ids: number
  readonly calls: ReserveCall[]
  readonly reservations: Reservation[]
  /** Those of them that were granted and not settled since. */
  open: readonly Reservation[]
  /** Steps of reservations that were raised. */
  readonly steps: Map<string, number>
  /** What comes next whatever the dice say. */
  readonly planned: Maker[]
}

/** Makes the next command from what is known and from what the model would say now. */
export type Maker = (plot: Plot, model: ReferenceStore, clock: number) => Command

const FACTORS = [[1_000, 1_500, 2_000], [1_000, 1_000, 3_000], [2_000], [1_000, 4_000]]

export function randomPlot(random: Random): Plot {
  const repeat = {
    factors: random.pick(FACTORS),
    windowMs: random.pick([60_000, 1_000, 3_600_000]),
    prompts: random.pick([2, 3, 12]),
  }
  return {
    random,
    users: random.pick([['ann'], ['ann', 'bob']]),
    operations: random.pick([['none'], ['chat'], ['none', 'chat', 'draw']]),
    repeats: random.oneIn(3) ? repeat : undefined,
    ends: instants(),
    policy: randomPolicy(random),
    latest: 0,
    ids: 0,
    calls: [],
    reservations: [],
    open: [],
    steps: new Map(),
    planned: [],
  }
}
