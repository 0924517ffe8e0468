import { type Aging, MAX_AMOUNT, type Partition, type Quota } from '@llm-limit/core'
import type { Random } from './random.js'

/** What a generated app limits; calendars still without boundaries, which each call computes by its own clock. */
export interface Policy {
  /** The first partition of a call is the one of a user. */
  readonly home: readonly Template[]
  readonly operation: readonly Template[]
  readonly everyone: readonly Template[]
}

export interface Template extends Omit<Quota, 'aging' | 'onlyWhile'> {
  readonly aging: Exclude<Aging, { algorithm: 'calendar' }> | Calendar
  /** How far after it the named quota stands among all of the call, in a circle. */
  readonly onlyWhile: { readonly distance: number; readonly share: number } | undefined
}

interface Calendar {
  readonly algorithm: 'calendar'
  readonly lengthMs: number
}

const LIMITS = [10, 100, 1_000, 0, 1, 2, 3, 7, 1_000_000, 2 ** 40, 2 ** 45 + 1, MAX_AMOUNT - 1, MAX_AMOUNT]
const SLIDING_MS = [60_000, 1_000, 1, 59, 60, 61, 90_000, 3_600_000]
const BUCKET_MS = [60_000, 1_000, 1, 7, 3_600_000, 2 ** 26, 67_109_000, 30 * 86_400_000]
const CALENDAR_MS = [3_600_000, 60_000, 1_000, 86_400_000]

export function randomPolicy(random: Random): Policy {
  return {
    home: randomTemplates(random, 'user', random.pick([1, 2, 3, 4])),
    operation: randomTemplates(random, 'operation', random.pick([0, 0, 0, 1, 2, 4])),
    everyone: randomTemplates(random, 'everyone', random.pick([0, 0, 1, 2, 4])),
  }
}

/** The same counters under other limits and refills, in the same order. */
export function withOtherLimits(random: Random, policy: Policy): Policy {
  const changed = (templates: readonly Template[]) =>
    templates.map((template) => {
      const { aging } = template
      const refilled =
        aging.algorithm === 'bucket' && random.oneIn(2) ? { ...aging, refill: randomLimit(random) } : aging
      return { ...template, aging: refilled, limit: random.oneIn(2) ? template.limit : randomLimit(random) }
    })
  return { home: changed(policy.home), operation: changed(policy.operation), everyone: changed(policy.everyone) }
}

/** Another tier: some quotas go, some come, the others may stand elsewhere. */
export function withOtherQuotas(random: Random, policy: Policy): Policy {
  const part = random.pick(['home', 'home', 'home', 'operation', 'everyone'] as const)
  const kept = policy[part].filter(() => !random.oneIn(3))
  const added = random.oneIn(2) ? randomTemplates(random, `tier ${random.integer(1, 4)}`, 1) : []
  const known = added.filter(({ counter }) => kept.every((template) => template.counter !== counter))
  const templates = random.oneIn(2) ? [...kept, ...known] : [...known, ...kept].toReversed()
  return { ...policy, [part]: templates.length === 0 && part === 'home' ? policy.home : templates }
}

export function partitionsOf(policy: Policy, user: string, operation: string, clock: number): Partition[] {
  const parts = [{ key: `user:${user}`, templates: policy.home }]
  if (operation !== 'none') parts.push({ key: `user:${user}:${operation}`, templates: policy.operation })
  parts.push({ key: 'everyone', templates: policy.everyone })
  const present = parts.filter(({ templates }) => templates.length > 0)
  const total = present.reduce((sum, { templates }) => sum + templates.length, 0)
  let index = 0
  return present.map(({ key, templates }) => ({
    key,
    quotas: templates.map((template) => quotaOf(template, index++, total, clock)),
  }))
}

/** The same quotas with the boundaries that hold at `clock`. */
export function recomputed(partitions: readonly Partition[], clock: number): Partition[] {
  return partitions.map(({ key, quotas }) => ({
    key,
    quotas: quotas.map((quota) => {
      if (quota.aging.algorithm !== 'calendar') return quota
      const lengthMs = Number(quota.counter.split(':').at(-1))
      return { ...quota, aging: agingOf({ algorithm: 'calendar', lengthMs }, clock) }
    }),
  }))
}

/** Starts of periods, of uneven lengths like those of months. */
export function boundaryAt(index: number, lengthMs: number): number {
  return index * lengthMs + (index % 3) * Math.floor(lengthMs / 24)
}

export function periodIndex(clock: number, lengthMs: number): number {
  const guess = Math.floor(clock / lengthMs)
  return boundaryAt(guess, lengthMs) > clock ? guess - 1 : guess
}

function quotaOf(template: Template, index: number, total: number, clock: number): Quota {
  const { counter, limit, scaled, ladder, aging, onlyWhile } = template
  const quota = { counter, limit, scaled, ladder, aging: agingOf(aging, clock) }
  const named = (index + (onlyWhile?.distance ?? 0)) % total
  return onlyWhile === undefined || named === index
    ? quota
    : { ...quota, onlyWhile: { quota: named, share: onlyWhile.share } }
}

function agingOf(aging: Template['aging'], clock: number): Aging {
  if (aging.algorithm !== 'calendar') return aging
  const index = periodIndex(clock, aging.lengthMs)
  const at = (offset: number) => boundaryAt(index + offset, aging.lengthMs)
  return { algorithm: 'calendar', boundaries: [at(-1), at(0), at(1), at(2)] }
}

function randomTemplates(random: Random, name: string, count: number): Template[] {
  return Array.from({ length: count }, (_, index) => {
    const aging = randomAging(random)
    const length = 'windowMs' in aging ? aging.windowMs : 'lengthMs' in aging ? aging.lengthMs : 0
    const onlyWhile = random.oneIn(8)
      ? { distance: random.integer(1, 3), share: random.pick([800, 1_000, 0, 1, 500]) }
      : undefined
    const counter = `${name} ${index}:${aging.algorithm}:${length}`
    return { counter, limit: randomLimit(random), aging, scaled: !random.oneIn(3), ladder: !random.oneIn(3), onlyWhile }
  })
}

function randomAging(random: Random): Template['aging'] {
  const algorithm = random.pick(['sliding', 'calendar', 'bucket', 'bucket', 'concurrency'] as const)
  if (algorithm === 'sliding') return { algorithm, windowMs: random.pick(SLIDING_MS) }
  if (algorithm === 'calendar') return { algorithm, lengthMs: random.pick(CALENDAR_MS) }
  if (algorithm === 'bucket') return { algorithm, windowMs: random.pick(BUCKET_MS), refill: randomLimit(random) }
  return { algorithm }
}

function randomLimit(random: Random): number {
  return random.oneIn(3) ? random.pick(LIMITS) : random.pick([random.integer(1, 20), random.integer(1, 2_000)])
}
