import type { Offers } from '@llm-limit/core'

/** What a script is told of the partitions of a call that lie elsewhere (lua/ask.lua). */
export interface Told {
  /** Store time there, as far as is known: what a record was last written at. */
  readonly now: number
  /** Looked at for this call, so that home need not ask for that. */
  readonly isFresh: boolean
  readonly token: number
  /** Whether records are made to count just the quotas of the call. */
  readonly reshapes: boolean
  /** Units used of every quota of the call; those of quotas that lie here are not read. */
  readonly used: readonly number[]
}

/** A grant of home that another slot is asked to join. Lists have one number for each quota of the call. */
export interface JoinAsk {
  readonly id: string
  readonly isRaise: boolean
  readonly homeNow: number
  /** When what is held there before ends; 0 when nothing is known to be. */
  readonly endBefore: number
  readonly end: number
  readonly weight: number
  readonly repeatFactor: number
  readonly offers: Offers
  /** Into the offers: no better one. */
  readonly offer: number
  /** Tokens: no longer answer. */
  readonly output: number
  readonly used: readonly number[]
  readonly taken: readonly number[]
  readonly holdBefore: readonly number[]
  readonly observed: readonly number[]
  readonly period: readonly number[]
}

/** What another slot does after home. */
export interface Change {
  /** Done once, however often it arrives. */
  readonly name: number
  readonly homeNow: number
  /** 0: nothing is given back. */
  readonly endBefore: number
  /** 0: nothing is held from now on. */
  readonly end: number
  readonly holdBefore: readonly number[]
  readonly observedBefore: readonly number[]
  readonly period: readonly number[]
  readonly hold: readonly number[]
  readonly observed: readonly number[]
  readonly charges: readonly number[]
  readonly charged: readonly number[]
}

/** What home is told once the others have followed or refused to (lua/amend.lua). */
export interface Amendment {
  readonly id: string
  readonly token: number
  readonly what: 'keep' | 'lessen' | 'take back'
  readonly step: number
  readonly end: number
  readonly tokenBefore: number
  readonly rungBefore: number
  readonly fingerprint: number | undefined
  readonly offer: number
  readonly rung: number
  readonly output: number
  readonly hold: readonly number[]
  readonly gone: readonly number[]
}
