import type { Policy } from '@llm-limit/core'
import type { Fate } from '../network/fate.js'

/** Everything that one run is made of, as data: a scenario with parts left out is a scenario again. */
export interface Scenario {
  /** Of all chance that is not written down here. */
  readonly seed: number
  /** The instant at which virtual time begins. */
  readonly startMs: number
  readonly policy: PolicyPlan
  readonly leaseMs: number
  readonly deadlineMs: number
  /** Messages of a process arrive in the order of sending, as on one connection. */
  readonly isOrdered: boolean
  readonly nodes: readonly NodePlan[]
  readonly requests: readonly RequestPlan[]
  readonly faults: readonly Fault[]
  /** What becomes of single messages; all others pass unharmed. Left out: drawn while a `network` fault lasts. */
  readonly fates?: Readonly<Record<string, Fate>> | undefined
}

/** A policy without functions. */
export type PolicyPlan = Pick<
  Policy,
  'tiers' | 'defaultTier' | 'everyone' | 'operations' | 'ladder' | 'expects' | 'reserve' | 'whenStoreFails'
>

export interface NodePlan {
  /** By how much its clock differs. */
  readonly skewMs: number
}

export interface RequestPlan {
  /** Also its id. */
  readonly name: string
  readonly atMs: number
  readonly node: number
  readonly user: string
  readonly org?: string | undefined
  readonly operation?: string | undefined
  readonly model?: string | undefined
  readonly inputTokens: number
  readonly maxOutputTokens?: number | undefined
  /** Asks where the subject stands before. */
  readonly looksFirst?: boolean | undefined
  /** The app names the id, so that it can ask again with it. */
  readonly isNamed: boolean
  readonly fingerprint?: number | undefined
  /** The same request again, with the same id. */
  readonly copies: readonly { readonly afterMs: number; readonly node: number }[]
  readonly keepsAlive: boolean
  readonly calls: readonly CallPlan[]
  readonly end: EndPlan
}

export interface CallPlan {
  readonly afterMs: number
  readonly runMs: number
  readonly inputTokens: number
  readonly maxOutputTokens?: number | undefined
  readonly model?: string | undefined
  /** What the provider gives of what was granted; above 1000 it does not keep to the cap. */
  readonly permille: number
  readonly observes: boolean
  readonly report: Report
  readonly outcome: 'finished' | 'aborted' | 'released'
  /** Its end is told twice. */
  readonly isTwice?: boolean | undefined
}

/** What is told of the usage: all of it, a part, no number that is an amount, nothing. */
export type Report = 'whole' | 'partial' | 'hostile' | 'none'

export interface EndPlan {
  readonly afterMs: number
  readonly how: 'settle' | 'end' | 'fail' | 'release' | 'abandon'
  readonly permille: number
  readonly report: Report
  /** Told once more: the whole truth so much later. */
  readonly truthAfterMs?: number | undefined
  /** Every end is told twice, as `finish` and `close` do. */
  readonly isTwice: boolean
}

/** Something that goes wrong from one time to another. */
export type Fault = { readonly fromMs: number; readonly untilMs: number } & (
  | { readonly do: 'network'; readonly harm: Fate['harm']; readonly permille: number; readonly node: number | 'all' }
  | { readonly do: 'cut'; readonly node: number | 'all'; readonly way: 'both' | 'requests' | 'replies' }
  /** The server stands still and goes on with what has come meanwhile. */
  | { readonly do: 'freeze' }
  /** It answers with errors. */
  | { readonly do: 'refuse' }
  /** It is down and comes back, without its last `lost` writes. */
  | { readonly do: 'restart'; readonly lost: number; readonly isSilent: boolean }
  /** A replica takes over, without the last `lost` writes and with its own clock. */
  | { readonly do: 'failover'; readonly lost: number; readonly isSilent: boolean; readonly clockMs: number }
  /** A replica takes over for all but some processes; in the end what the old one did goes. */
  | { readonly do: 'split'; readonly lost: number; readonly stay: readonly number[] }
  | { readonly do: 'evict'; readonly record: number }
  | { readonly do: 'flush' }
  | { readonly do: 'clock'; readonly byMs: number }
  | { readonly do: 'skew'; readonly node: number; readonly byMs: number }
  | { readonly do: 'pause'; readonly node: number }
  /** The process dies; `restarts`: at `untilMs` there is a new one. */
  | { readonly do: 'crash'; readonly node: number; readonly restarts: boolean }
  /** The process closes its limiter and ends. */
  | { readonly do: 'stop'; readonly node: number; readonly restarts: boolean }
)

export type FaultOf<Kind extends Fault['do']> = Extract<Fault, { readonly do: Kind }>
