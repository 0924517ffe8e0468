import type { WhenStoreFails } from '@llm-limit/core'

/** Where an app process finds its Redis. */
export type Target =
  | { readonly kind: 'single'; readonly url: string }
  | { readonly kind: 'sentinel'; readonly name: string; readonly sentinels: readonly Address[] }
  | { readonly kind: 'cluster'; readonly nodes: readonly Address[] }

export interface Address {
  readonly host: string
  readonly port: number
}

/** What an app process is told at its start. */
export interface AppSettings {
  readonly target: Target
  /** Tokens an hour of each user. */
  readonly limit: number
  readonly users: readonly string[]
  /** Tokens an hour of the whole app; undefined for none. */
  readonly everyone: number | undefined
  /** Users belong to one organisation with tokens of its own; undefined for none. */
  readonly org: number | undefined
  readonly whenStoreFails: WhenStoreFails
  readonly leaseMs: number
  /** How far the clock of the process is off. */
  readonly skewMs: number
  readonly seed: number
  /** Where it writes down what it does. */
  readonly diary: string
  /** `stream`: nothing but streams, which take long. */
  readonly work: 'mixed' | 'stream'
}

/** What the runner asks of an app; each is answered by one `Report` when it is done. */
export type Order =
  | { readonly to: 'pace'; readonly perSecond: number; readonly abandons: boolean }
  | { readonly to: 'rush'; readonly withinMs: number }
  | { readonly to: 'rest' }
  | { readonly to: 'block'; readonly ms: number }
  | { readonly to: 'close' }

export type Report =
  | { readonly is: 'ready' | 'pacing' | 'resting' | 'unblocked' }
  /** Whether every user was refused a single token. */
  | { readonly is: 'rushed'; readonly isFull: boolean }
  /** Tokens that were held without the store, in how many outages. */
  | { readonly is: 'closed'; readonly held: number; readonly outages: number; readonly dropped: number }
