import type { Phase } from './phase.js'
import type { Refusal } from './refusal.js'

/** One budget, as the server last told it. */
export interface Quota {
  readonly name: string
  /** `requests`, `tokens`, `inputTokens`, `outputTokens`, `concurrency`, `percent`; undefined until the usage route has told it. */
  readonly unit: string | undefined
  readonly limit: number
  /** Left below 100 %. */
  readonly remaining: number
  /** Whole percent of the limit in use. From response fields at most 100; the usage route also tells more. */
  readonly percent: number
  readonly windowSeconds: number | undefined
  /** When more becomes available, in ms since the Unix epoch by the clock of this machine: all of it at the end of a calendar period. */
  readonly moreAt: number | undefined
}

/** What an answer was served with instead of what was asked for. */
export interface Terms {
  /** Undefined where the server does not name it. */
  readonly model: string | undefined
  readonly insteadOf: string | undefined
  /** Longest answer, in tokens. */
  readonly maxOutputTokens: number | undefined
  readonly delayMs: number
}

/** What is known now. Never changed: another state is another object. */
export interface Snapshot {
  /** As last told; undefined before the server's first word. */
  readonly phase: Phase | undefined
  /** Whole percent of the fullest quota. */
  readonly percent: number | undefined
  readonly quotas: readonly Quota[]
  /** Of the last answer; undefined when it was served as asked for. */
  readonly terms: Terms | undefined
  /** Why the last call was refused; undefined again when its wait is over, or a call to the same address is admitted. */
  readonly refusal: Refusal | undefined
  /** When it may be tried again, in ms since the Unix epoch by the clock of this machine; undefined where waiting does not help. */
  readonly waitsUntil: number | undefined
  /** Whole seconds until then, rounded up. */
  readonly waitSeconds: number | undefined
}

export const NOT_REFUSED = { refusal: undefined, waitsUntil: undefined } as const

export const UNKNOWN: Snapshot = {
  phase: undefined,
  percent: undefined,
  quotas: [],
  terms: undefined,
  ...NOT_REFUSED,
  waitSeconds: undefined,
}

/** What is told anew takes the place of what has the same name; a unit that is known stays known. */
export function mergeQuotas(known: readonly Quota[], told: readonly Quota[]): readonly Quota[] {
  const merged = new Map(known.map((quota) => [quota.name, quota]))
  for (const quota of told) merged.set(quota.name, { ...quota, unit: quota.unit ?? merged.get(quota.name)?.unit })
  return [...merged.values()]
}
